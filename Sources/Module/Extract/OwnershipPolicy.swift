// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Whose an input section is: the module's, or vmlinux's.
enum Ownership: Sendable, Equatable {
    case module
    /// The symbol of vmlinux that stands for it.
    case vmlinux(VmlinuxSymbol)
}

/// A symbol of vmlinux as the module's object names it.
struct VmlinuxSymbol: Sendable, Hashable {
    var name: String
    var address: UInt64
    /// Left for the module loader, because vmlinux exports it.
    var isExported: Bool

    /// Without what `local` adds.
    var sourceName: String {
        name.hasPrefix("vmlinux.")
            ? String(name.dropFirst("vmlinux.".count).prefix { $0 != "." }) : name
    }

    /// Static names are not unique, so the address stands in the object's name.
    static func local(_ name: String, _ address: UInt64) -> VmlinuxSymbol {
        VmlinuxSymbol(
            name: "vmlinux.\(name).\(String(address, radix: 16))", address: address,
            isExported: false)
    }
}

/// Decides ownership from the boundary and vmlinux's symbols (design.md, build
/// tree; docs/decisions on rewriting at object level).
struct OwnershipPolicy: Sendable {
    private let functions: [Key: Boundary.Function]
    private let variables: [Key: Boundary.Variable]
    /// vmlinux's variables of units that the variant compiles, of files that it
    /// leaves alone: inlined code may use them.
    private let others: [Key: KernelFacts.Variable]
    private let statics: FunctionStatics
    private let globals: [String: KernelFacts.Symbol]
    private let tables: Set<String>
    private let entries: Set<String>
    /// Where the linker put each unit's .text.
    private let unitText: [String: ClosedRange<UInt64>]

    private struct Key: Hashable {
        var unit: String
        var symbol: String
    }

    /// `tables` are the symbols of the sched_class tables; `entries` functions
    /// that the runtime calls: they come along whatever their class.
    init(
        boundary: Boundary, facts: KernelFacts, tables: Set<String>, entries: Set<String>,
        statics: FunctionStatics = .none
    ) {
        self.statics = statics
        var functions: [Key: Boundary.Function] = [:]
        for function in boundary.functions {
            guard let symbol = function.symbol else { continue }
            functions[Key(unit: function.unit, symbol: symbol)] = function
        }
        self.functions = functions
        variables = Dictionary(
            boundary.variables.map { (Key(unit: $0.unit, symbol: $0.symbol), $0) },
            uniquingKeysWith: { first, _ in first })
        others = Dictionary(
            facts.variables.filter { $0.function == nil }
                .map { (Key(unit: $0.unit, symbol: $0.symbol), $0) },
            uniquingKeysWith: { first, _ in first })
        globals = facts.globals
        self.tables = tables
        self.entries = entries
        var unitText: [String: ClosedRange<UInt64>] = [:]
        for function in facts.functions where function.section == ".text" && function.size > 0 {
            let known = unitText[function.unit] ?? function.address...function.address
            unitText[function.unit] =
                min(known.lowerBound, function.address)...max(known.upperBound, function.address)
        }
        self.unitText = unitText
    }

    func function(_ input: InputSection) -> Boundary.Function? {
        functions[Key(unit: input.unit, symbol: input.name)]
    }

    func variable(_ input: InputSection) -> Boundary.Variable? {
        FunctionStatics.isNumbered(input.name)
            ? statics.shared[.init(unit: input.unit, symbol: input.name)]
            : variables[Key(unit: input.unit, symbol: input.name)]
    }

    func isAmbiguous(_ input: InputSection) -> Bool {
        statics.ambiguous.contains(.init(unit: input.unit, symbol: input.name))
    }

    func isClassTable(_ input: InputSection) -> Bool { tables.contains(input.name) }

    func ownership(_ input: InputSection) -> Ownership {
        switch input.kind {
        case .anonymous: .module
        case .function: functionOwnership(input)
        case .object: objectOwnership(input)
        }
    }

    private func functionOwnership(_ input: InputSection) -> Ownership {
        if entries.contains(input.parentName ?? input.name) { return .module }
        guard let function = function(input) else {
            // Neither DWARF nor the boundary knows it: trampolines, tracepoint
            // glue and weak functions that another unit overrides stay; what the
            // variant brings is its own.
            if input.isGlobal, let symbol = global(input.name) { return .vmlinux(symbol) }
            return .module
        }
        switch function.class {
        case .interface, .callback, .insider, .sidecar, .contextSwitch, .optimisedAway:
            return .module
        // gcc made it for callers that the variant may have changed: the twin
        // that gcc made for the variant is the one that fits them.
        case .outsider where function.isMangled: return .module
        case .outsider, .kept, .`init`: return .vmlinux(vmlinux(function))
        }
    }

    private func objectOwnership(_ input: InputSection) -> Ownership {
        if let variable = variable(input) {
            if variable.ownership == .private { return .module }
            if input.isGlobal, let symbol = global(input.name) { return .vmlinux(symbol) }
            return .vmlinux(.local(variable.symbol, variable.address))
        }
        if input.isGlobal, let symbol = global(input.name) { return .vmlinux(symbol) }
        if let other = others[Key(unit: input.unit, symbol: input.name)] {
            return .vmlinux(.local(other.symbol, other.address))
        }
        return .module
    }

    /// vmlinux's function of that name: what a stored pointer must lead to.
    func vmlinux(_ function: Boundary.Function) -> VmlinuxSymbol {
        let symbol = function.symbol ?? function.name
        if function.sympos == 0, let global = global(symbol) { return global }
        return .local(symbol, function.address)
    }

    /// vmlinux's copy of a header's function that this unit has out of line: a
    /// static symbol of that name in the unit's own text.
    func headerFunction(_ input: InputSection) -> VmlinuxSymbol? {
        guard !input.isGlobal, let symbol = globals[input.name], symbol.kind == .function,
            unitText[input.unit]?.contains(symbol.address) == true
        else { return nil }
        return .local(input.name, symbol.address)
    }

    /// Whether the module uses vmlinux's variable and not what its own sources
    /// define.
    func staysOutside(variable symbol: String, unit: String, isGlobal: Bool) -> Bool {
        if let variable = variables[Key(unit: unit, symbol: symbol)] {
            return variable.ownership == .shared
        }
        return isGlobal && globals[symbol] != nil
    }

    func global(_ name: String) -> VmlinuxSymbol? {
        globals[name].map {
            VmlinuxSymbol(name: name, address: $0.address, isExported: $0.isExported)
        }
    }
}

extension Boundary.Function {
    /// `update_cpumask.constprop.0`: gcc changed how it is called.
    var isMangled: Bool { symbol?.hasPrefix(name + ".") == true }
}
