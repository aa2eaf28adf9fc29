// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support

/// Joins what the debug information says with what the symbols say.
struct FactsAssembly {
    let image: ELFImage
    let index: SymbolIndex
    let debug: DebugFacts

    struct Functions {
        var listed: [KernelFacts.Function] = []
        /// Start of each piece of code → entry of its function.
        var owners: [UInt64: UInt64] = [:]
        /// Entry → place in `listed`.
        var byEntry: [UInt64: Int] = [:]

        /// The first of those at one entry counts.
        mutating func add(_ function: KernelFacts.Function) {
            guard byEntry[function.address] == nil else { return }
            byEntry[function.address] = listed.count
            listed.append(function)
        }
    }

    /// Functions of the wanted files, the copies of header functions that their
    /// units hold, and stubs without debug information.
    func functions() throws -> Functions {
        var result = Functions()
        let traced = try FtraceSites(image, index)
        /// Source functions by identity, for those without code.
        var codeless: [Identity: KernelFacts.Function] = [:]
        var inlinedBy: [Identity: Set<String>] = [:]
        for unit in debug.units {
            for function in unit.functions {
                let identity = Identity(function)
                inlinedBy[identity, default: []].formUnion(function.inlinedBy)
                if let (symbol, pieces) = code(of: function) {
                    for piece in pieces { result.owners[piece] = symbol.value }
                    result.add(fact(function, unit.unit, symbol, traced))
                } else if debug.isWanted(function.file) {
                    codeless[identity] = fact(function, unit.unit, nil, traced)
                }
            }
        }
        addStubs(&result, traced, codeless.values)
        let present = Set(result.listed.map(Identity.init))
        result.listed += codeless.filter { !present.contains($0.key) }.values.sorted {
            ($0.file, $0.line, $0.name) < ($1.file, $1.line, $1.name)
        }
        for place in result.listed.indices {
            let names = inlinedBy[Identity(result.listed[place])] ?? []
            result.listed[place].inlinedInto = names.count
            result.listed[place].inlinedBy = names.sorted()
        }
        Sympos(index, names: Set(result.listed.compactMap(\.symbol))).number(&result.listed)
        return result
    }

    /// Functions in the wanted units' code whose debug entries have no address:
    /// where gcc folds identical functions, it leaves of all but one a jump to
    /// that one. Each is the function of its unit that has its name and no other
    /// code; without such it is of a header, and has no line.
    private func addStubs(
        _ result: inout Functions, _ traced: FtraceSites,
        _ codeless: some Collection<KernelFacts.Function>
    ) {
        let sources = Dictionary(grouping: codeless, by: \.unit)
            .mapValues { Dictionary($0.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a }) }
        for (range, unit) in debug.wantedCode {
            for symbol in index.functions(in: range)
            where result.byEntry[symbol.value] == nil && !symbol.isColdPart && symbol.size > 0 {
                let source = sources[unit]?[symbol.name]
                let stub = ResolvedUnit.Function(
                    name: symbol.name, file: source?.file ?? unit, line: source?.line ?? 0,
                    isExternal: symbol.binding != .local, pieces: [symbol.value], inlinedBy: [])
                result.add(fact(stub, unit, symbol, traced))
            }
        }
    }

    /// A function of the source, whichever units compile it.
    private struct Identity: Hashable {
        var name: String
        var file: String
        var line: Int
        init(_ function: ResolvedUnit.Function) {
            (name, file, line) = (function.name, function.file, function.line)
        }
        init(_ function: KernelFacts.Function) {
            (name, file, line) = (function.name, function.file, function.line)
        }
    }

    /// The symbol at the function's entry, and its pieces of code. Discarded
    /// code has addresses where no symbol is.
    private func code(
        of function: ResolvedUnit.Function
    ) -> (ELFImage.Symbol, [UInt64])? {
        for piece in function.pieces {
            let here = index.functions(at: piece)
            let symbol =
                here.first { $0.name == function.name }
                ?? here.first { $0.name.hasPrefix(function.name + ".") && !$0.isColdPart }
                ?? here.first { !$0.isColdPart && $0.size > 0 }
            if let symbol { return (symbol, function.pieces) }
        }
        return nil
    }

    private func fact(
        _ function: ResolvedUnit.Function, _ unit: String, _ symbol: ELFImage.Symbol?,
        _ traced: FtraceSites
    ) -> KernelFacts.Function {
        let entry = symbol.map { traced.entry(at: $0.value) }
        return KernelFacts.Function(
            name: function.name, symbol: symbol?.name, file: function.file, line: function.line,
            unit: unit, address: symbol?.value ?? 0, size: symbol?.size ?? 0,
            section: symbol.map(index.sectionName) ?? "", isExternal: function.isExternal,
            isExported: symbol.map { index.exported.contains($0.name) } ?? false, sympos: 0,
            inlinedInto: 0, hasFtraceSite: entry?.isTraced ?? false,
            hasColdPart: function.pieces.count > 1, hasEndbr: entry?.hasEndbr ?? false,
            aliases: symbol.map(aliases) ?? [], isWeak: symbol?.binding == .weak)
    }

    private func aliases(_ symbol: ELFImage.Symbol) -> [String] {
        index.functions(at: symbol.value).map(\.name).filter { $0 != symbol.name }.sorted()
    }

    /// Variables of the interesting units that have an address.
    func variables() -> [KernelFacts.Variable] {
        var found: [KernelFacts.Variable] = []
        var seen: Set<UInt64> = []
        for unit in debug.units {
            for variable in unit.variables {
                let here = index.objects(at: variable.address)
                let symbol =
                    here.first { $0.name == variable.name }
                    ?? here.first { $0.name.hasPrefix(variable.name + ".") }
                // Discarded variables have address 0, where others are.
                guard let symbol, seen.insert(variable.address).inserted else { continue }
                found.append(
                    KernelFacts.Variable(
                        name: variable.name, symbol: symbol.name, file: variable.file,
                        line: variable.line, unit: unit.unit, address: symbol.value,
                        size: symbol.size, section: index.sectionName(symbol),
                        isExternal: variable.isExternal, function: variable.function))
            }
        }
        return found
    }
}

extension ELFImage.Symbol {
    /// gcc's `name.cold` or `name.cold.7`.
    var isColdPart: Bool { name.hasSuffix(".cold") || name.contains(".cold.") }

    /// The padding that objtool names in front of a function (CONFIG_CALL_PADDING,
    /// from 6.2 on): no function, although its type says so.
    var isPadding: Bool { name.utf8.starts(with: "__pfx_".utf8) }
}
