// SPDX-License-Identifier: Apache-2.0
/// What a variant's objects have other than the kernel's own source gives, both
/// compiled with the same flags.
struct ObjectComparison: Sendable, Equatable {
    /// Functions of both whose code differs.
    var changedFunctions: [Item] = []
    /// Functions that the stock objects do not have.
    var newFunctions: [Item] = []
    /// Variables of both whose initial content or size differs; numbered ones
    /// (statics of a function) where both have as many of a name.
    var changedVariables: [VariableChange] = []
    /// Variables that the stock objects do not have, without effect by themselves.
    var newVariables: [Item] = []
    /// Functions that became initcalls.
    var newInitcalls: [Item] = []
    /// Entries of `__param` and `.init.setup`, by symbol.
    var newParameters: [Item] = []

    struct Item: Sendable, Hashable {
        /// ELF symbol; for a part such as `schedule.cold` that of the whole.
        var symbol: String
        var unit: String
    }

    struct VariableChange: Sendable, Hashable {
        /// The stock object's, and vmlinux's, symbol.
        var symbol: String
        var unit: String
        var isGlobal: Bool
        /// The variant's is in a section that nothing writes.
        var isReadOnly: Bool
        /// What differs first, such as `6000000, 3000000 in the variant`.
        var detail: String
    }

    /// The variant is the kernel's own scheduler.
    var isEmpty: Bool {
        changedFunctions.isEmpty && newFunctions.isEmpty && changedVariables.isEmpty
            && newInitcalls.isEmpty && newParameters.isEmpty
    }

    /// Compares unit by unit.
    ///
    /// - Parameter privateVariables: variables that the variant owns: which of
    ///   their elements a function uses makes no difference.
    /// - Throws: `ExtractionError` for objects of an unknown form.
    init(
        stock: [CompiledObject], variant: [CompiledObject], privateVariables: Set<String>
    ) throws {
        for object in variant {
            guard let original = stock.first(where: { $0.unit == object.unit }),
                original.bytes != object.bytes
            else { continue }
            let before = try UnitContent(original, loose: privateVariables)
            let after = try UnitContent(object, loose: privateVariables)
            compare(before, after, unit: object.unit)
        }
    }

    private mutating func compare(_ before: UnitContent, _ after: UnitContent, unit: String) {
        func items(_ symbols: Set<String>) -> [Item] {
            symbols.sorted().map { Item(symbol: $0, unit: unit) }
        }
        let changed = after.functions.keys.filter {
            before.functions[$0] != nil && before.functions[$0] != after.functions[$0]
        }
        changedFunctions += items(Set(changed.map(after.symbol)))
        let isNew = after.functions.keys.filter {
            before.functions[$0] == nil && before.functions[UnitContent.whole($0)] == nil
        }
        newFunctions += items(Set(isNew.map(after.symbol)))
        for (name, now) in after.variables.sorted(by: { $0.key < $1.key }) {
            if let stock = before.variables[name], stock != now {
                changedVariables.append(
                    VariableChange(
                        symbol: before.variableSymbols[name] ?? name, unit: unit,
                        isGlobal: after.globals.contains(name),
                        isReadOnly: after.readOnly.contains(name),
                        detail: stock.firstDifference(from: now)))
            } else if before.variables[name] == nil, after.data.contains(name) {
                newVariables.append(Item(symbol: after.variableSymbols[name] ?? name, unit: unit))
            }
        }
        newInitcalls += items(after.initcalls.subtracting(before.initcalls))
        newParameters += items(after.parameters.subtracting(before.parameters))
    }
}

/// The content of one object by names that do not depend on line numbers.
private struct UnitContent {
    /// Several statics of a header may share a name: all of them count.
    var functions: [String: [InputSignature: Int]] = [:]
    var variables: [String: InputSignature] = [:]
    var variableSymbols: [String: String] = [:]
    var globals: Set<String> = []
    var readOnly: Set<String> = []
    /// Variables of sections for data: not what macros put into tables.
    var data: Set<String> = []
    var initcalls: Set<String> = []
    var parameters: Set<String> = []
    private var symbols: [String: String] = [:]

    init(_ object: CompiledObject, loose: Set<String>) throws {
        let graph = try InputGraph([object])
        let reader = SignatureReader(graph: graph, loose: loose)
        let places = Self.places(graph)
        let statics = FunctionStatics.places(graph.inputs)
        for (index, input) in graph.inputs.enumerated() where input.kind != .anonymous {
            let name = InputSignature.stableName(input.name)
            switch input.kind {
            case .function:
                var signature = InputSignature(input, reader)
                for place in places[index] ?? [] {
                    let table = graph.tables[place.table]
                    signature.add(table.entries[place.entry], of: table, reader)
                }
                functions[name, default: [:]][signature, default: 0] += 1
                symbols[name] = input.parentName ?? input.name
            case .object where name == input.name || statics[input.name] != nil:
                let key = statics[input.name] ?? name
                variables[key] = InputSignature(input, reader)
                variableSymbols[key] = input.name
                if case .data = input.section.treatment { data.insert(key) }
                if input.isGlobal { globals.insert(name) }
                if !input.section.isWritable { readOnly.insert(name) }
            default: break
            }
            if input.section.treatment == .parameter { parameters.insert(name) }
        }
        for input in graph.inputs where input.section.treatment == .initcall {
            initcalls.formUnion(reader.names(input))
        }
    }

    func symbol(_ name: String) -> String { symbols[name] ?? name }

    /// `schedule` for `schedule.cold`.
    static func whole(_ name: String) -> String {
        name.hasSuffix(".cold") ? String(name.dropLast(5)) : name
    }

    /// Entries of the tables that describe a function's code.
    private static func places(
        _ graph: InputGraph
    ) -> [InputIndex: [(table: Int, entry: Int)]] {
        var found: [InputIndex: [(table: Int, entry: Int)]] = [:]
        for (number, table) in graph.tables.enumerated() {
            guard case .codeTable(_, isCompared: true) = table.section.treatment else { continue }
            for (entry, content) in table.entries.enumerated() {
                if case .input(let input) = content.references[0].target {
                    found[input, default: []].append((number, entry))
                }
            }
        }
        return found
    }
}
