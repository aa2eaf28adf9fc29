// SPDX-License-Identifier: Apache-2.0
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

/// A hand-made kernel: each function is 0x100 bytes at an address of its own.
package struct SmallKernel {
    package var facts = KernelFacts(
        release: KernelRelease("6.1.0-test"), buildID: BuildID(hex: "00"), textBase: 0x1000,
        functions: [], variables: [], references: [], globals: [:])
    package var recipe = BoundaryRecipe(
        files: [Self.at("kernel/sched/core.c"), Self.at("kernel/sched/fair.c")],
        kept: [Glob("schedule"), Glob("preempt_*")],
        classTables: [Glob("*_sched_class")])
    package var changes = BoundaryChanges()

    package static func at<Value>(_ value: Value, line: Int = 1) -> Located<Value> {
        Located(value, at: SourceLocation(file: "x.yaml", line: line))
    }

    private func address(_ name: String) -> UInt64? {
        facts.functions.first { ($0.symbol ?? "") == name || $0.name == name }?.address
    }

    /// Adds a function; without a symbol there is no code of it.
    package mutating func function(
        _ name: String, symbol: String?? = .none, in file: String = "kernel/sched/core.c",
        unit: String? = nil, line: Int = 10, size: UInt64 = 0x100, section: String = ".text",
        exported: Bool = false, traced: Bool = true, endbr: Bool = false, weak: Bool = false,
        aliases: [String] = [], inlinedBy: [String] = []
    ) {
        let symbol = symbol ?? name
        facts.functions.append(
            KernelFacts.Function(
                name: name, symbol: symbol, file: file, line: line, unit: unit ?? file,
                address: symbol == nil ? 0 : 0x1000 + UInt64(facts.functions.count) * 0x100,
                size: symbol == nil ? 0 : size, section: section, isExternal: true,
                isExported: exported, sympos: 0, inlinedInto: inlinedBy.count,
                hasFtraceSite: traced, hasColdPart: false, hasEndbr: endbr, inlinedBy: inlinedBy,
                aliases: aliases, isWeak: weak))
    }

    /// Lets `source` refer to `target`; a source that is no function of the
    /// facts is somewhere else in the kernel.
    package mutating func refer(
        _ kind: ReferenceKind, _ source: String, _ target: String,
        offset: UInt64 = 0x10, section: String = ".text", file: String? = nil
    ) {
        let owner = String(source.prefix { $0 != "." })
        let entry = address(owner) ?? 0
        facts.references.append(
            KernelFacts.Reference(
                kind: kind, target: target, targetAddress: address(target)!, source: source,
                sourceFile: file, address: entry + offset, section: section, sourceAddress: entry))
    }

    package mutating func variable(
        _ name: String, in file: String = "kernel/sched/core.c", unit: String? = nil,
        function: String? = nil
    ) {
        facts.variables.append(
            KernelFacts.Variable(
                name: name, symbol: name, file: file, line: 1, unit: unit ?? file,
                address: 0x9000, size: 8, section: ".data", isExternal: true, function: function))
    }

    /// `__schedule` switches registers at +0x40 and ends at +0x60.
    package func analyse() throws(DiagnosticsError) -> Boundary {
        let start = address("__schedule") ?? 0
        return try BoundaryAnalyser.analyse(
            facts: facts, recipe: recipe, changes: changes,
            schedulePoints: .init(
                entry: start + 0x20, contextSwitch: start + 0x40, exit: start + 0x60,
                usesFramePointer: true, frameSize: 64))
    }

    /// The codes of what is wrong, and the first diagnostic.
    package func refusal() -> (codes: [DiagnosticCode], first: Diagnostic?) {
        do {
            _ = try analyse()
            return ([], nil)
        } catch {
            return (error.diagnostics.map(\.code), error.diagnostics.first)
        }
    }

    package func function(named name: String) throws(DiagnosticsError) -> Boundary.Function? {
        try analyse().functions.first { $0.name == name }
    }

    package init() {
        function("__schedule")
        function("schedule", exported: true)
        function("pick")
        function("other", in: "kernel/sched/fair.c")
        function("clock", in: "kernel/sched/clock.c", unit: "kernel/sched/build_utility.c")
    }
}
