// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Gives every function its class, and the reasons.
struct Classifier {
    let facts: KernelFacts
    let recipe: BoundaryRecipe
    let roles: Roles
    let uses: Uses
    private let added: [Located<String>]
    private let removed: [Located<String>]

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges,
        roles: Roles, uses: Uses
    ) {
        self.facts = facts
        self.recipe = recipe
        self.roles = roles
        self.uses = uses
        added = recipe.interfaceAdd + changes.interface.add
        removed = recipe.interfaceRemove + changes.interface.remove
    }

    /// Functions of kernel/sched and of the sidecars' files, in the facts' order.
    func classify(_ findings: inout [Diagnostic]) -> [Boundary.Function] {
        checkNames(&findings)
        return facts.functions.filter(isListed).map { function in
            let (kind, evidence) = verdict(function)
            return Boundary.Function(
                name: function.name, symbol: function.symbol, file: function.file,
                line: function.line, unit: function.unit, class: kind, evidence: evidence,
                address: function.address, size: function.size, sympos: function.sympos,
                siteOffset: kind.isRedirected ? Self.siteOffset(function) : nil)
        }
    }

    /// Header functions of the rest of the kernel are no business of the
    /// boundary; kernel/sched's own are.
    private func isListed(_ function: KernelFacts.Function) -> Bool {
        function.file.hasSuffix(".c") || function.file.hasPrefix("kernel/sched/")
    }

    /// Behind what must stay: endbr64 (4 bytes) and the ftrace site (5), which
    /// the tracer goes on using.
    static func siteOffset(_ function: KernelFacts.Function) -> Int {
        (function.hasEndbr ? 4 : 0) + (function.hasFtraceSite ? 5 : 0)
    }

    private func verdict(
        _ function: KernelFacts.Function
    ) -> (Boundary.FunctionClass, [String]) {
        switch roles.role(function) {
        case .boot: return (.`init`, ["runs at boot only (\(function.section))"])
        case .kept:
            return (
                .kept,
                [
                    function.isWeak
                        ? "weak: vmlinux's linker chose the definition"
                        : "the recipe keeps it in vmlinux"
                ]
            )
        case .sidecar:
            let place = roles.sidecars[function.address].map { " (\($0.location))" } ?? ""
            return (.sidecar, ["named as a sidecar\(place)"])
        case _ where function.symbol == nil:
            return (.optimisedAway, Self.optimised(function))
        case .copy:
            let what =
                function.line == 0 ? "a copy of a function that macros make" : "a header's function"
            return roles.isReplaced(function.address)
                ? (.insider, ["\(what): only the boundary's own code uses this copy"])
                : (.outsider, ["\(what): vmlinux goes on using its copy"])
        case .outside: return (.outsider, ["\(function.file) is outside the boundary"])
        case .inside: return inside(function)
        }
    }

    private static func optimised(_ function: KernelFacts.Function) -> [String] {
        function.inlinedBy.isEmpty
            ? ["no code is left of it"]
            : ["inlined into " + function.inlinedBy.joined(separator: ", ")]
    }

    private func inside(
        _ function: KernelFacts.Function
    ) -> (Boundary.FunctionClass, [String]) {
        if let rule = removed.first(where: { $0.value == function.name }) {
            return (.insider, ["taken out of the interface (\(rule.location))"])
        }
        let calls = uses.calls[function.address] ?? []
        let addresses = uses.addresses[function.address] ?? []
        var evidence: [String] = []
        if let rule = added.first(where: { $0.value == function.name }) {
            evidence.append("added to the interface (\(rule.location))")
        }
        if Self.isSystemCall(function), !(calls + addresses).isEmpty {
            evidence.append("a system call's entry")
        }
        if function.isExported { evidence.append("exported to modules") }
        evidence += Evidence.sentences(calls)
        let isInterface = !evidence.isEmpty
        evidence += Evidence.sentences(addresses)
        if isInterface { return (.interface, evidence) }
        if !addresses.isEmpty { return (.callback, evidence) }
        return (.insider, ["only the boundary's own code refers to it"])
    }

    /// The names of syscall_wrapper.h (arch/x86/include/asm).
    private static func isSystemCall(_ function: KernelFacts.Function) -> Bool {
        ["__x64_sys_", "__ia32_sys_", "__x64_compat_sys_", "__ia32_compat_sys_", "__do_sys_"]
            .contains { prefix in
                ([function.name] + function.aliases).contains { $0.hasPrefix(prefix) }
            }
    }

    /// Every name that the interface is changed by must be an inside function
    /// with code.
    private func checkNames(_ findings: inout [Diagnostic]) {
        let inside = facts.functions.filter { roles.role($0) == .inside && $0.symbol != nil }
        let names = Set(inside.map(\.name))
        for name in added + removed where !names.contains(name.value) {
            let others = facts.functions.filter { $0.name == name.value }
            let notes = Set(others.map { "\($0.file):\($0.line): \(verdict($0).0.rawValue)" })
            findings.append(
                Diagnostic(
                    "boundary-unknown-function", at: name.location,
                    "the boundary has no function `\(name.value)` to redirect",
                    notes: notes.sorted(), hint: NearestNames.hint(for: name.value, among: names)))
        }
    }
}
