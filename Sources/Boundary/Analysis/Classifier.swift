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
    let references: OutsideReferences
    private let added: [Located<String>]
    private let removed: [Located<String>]

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges,
        roles: Roles, references: OutsideReferences
    ) {
        self.facts = facts
        self.recipe = recipe
        self.roles = roles
        self.references = references
        added = recipe.interfaceAdd + changes.interface.add
        removed = recipe.interfaceRemove + changes.interface.remove
    }

    /// Functions of kernel/sched and of the sidecars' files, in the facts' order.
    func classify(_ findings: Diagnostics) -> [Boundary.Function] {
        checkNames(findings)
        return facts.functions.filter(isListed).map { function in
            let (kind, reasons) = classified(function)
            return Boundary.Function(
                name: function.name, symbol: function.symbol, file: function.file,
                line: function.line, unit: function.unit, class: kind, reasons: reasons,
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

    private func classified(
        _ function: KernelFacts.Function
    ) -> (Boundary.FunctionClass, [Boundary.Reason]) {
        switch roles.role(function) {
        case .boot: return (.`init`, [.runsAtBoot(section: function.section)])
        case .kept: return (.kept, [function.isWeak ? .weak : .keptByRecipe])
        case .contextSwitch where function.symbol != nil:
            return (.contextSwitch, [.switchesTasks])
        case .sidecar(let place): return (.sidecar, [.sidecar(place)])
        case _ where function.symbol == nil:
            return (.optimisedAway, [.inlined(into: function.inlinedBy)])
        case .copy:
            let isReplaced = roles.isReplaced(function.address)
            return (
                isReplaced ? .insider : .outsider,
                [
                    function.line == 0
                        ? .macroCopy(isReplaced: isReplaced) : .headerCopy(isReplaced: isReplaced)
                ]
            )
        case .outside: return (.outsider, [.outsideFile(function.file)])
        case .inside, .contextSwitch: return inside(function)
        }
    }

    private func inside(
        _ function: KernelFacts.Function
    ) -> (Boundary.FunctionClass, [Boundary.Reason]) {
        if let rule = removed.first(where: { $0.value == function.name }) {
            return (.insider, [.removedFromInterface(rule.location)])
        }
        let calls = (references.calls[function.address] ?? []).merged()
        let addresses = (references.addresses[function.address] ?? []).merged()
        var callers: [Referrer] = []
        if let entry = function.systemCallEntry ?? function.systemCallBody,
            !(calls + addresses).isEmpty
        {
            callers.append(Referrer(kind: .systemCall, source: entry))
        }
        if function.isExported { callers.append(.modules) }
        callers += calls
        let added = added.first { $0.value == function.name }.map {
            Boundary.Reason.addedToInterface($0.location)
        }
        let reasons = [added].compactMap { $0 } + (callers + addresses).map { .referrer($0) }
        if added != nil || !callers.isEmpty { return (.interface, reasons) }
        return reasons.isEmpty ? (.insider, [.onlyInside]) : (.callback, reasons)
    }

    /// Every name that the interface is changed by must be an inside function
    /// with code.
    private func checkNames(_ findings: Diagnostics) {
        let inside = facts.functions.filter { roles.role($0) == .inside && $0.symbol != nil }
        let names = Set(inside.map(\.name))
        for name in added + removed where !names.contains(name.value) {
            let others = facts.functions.filter { $0.name == name.value }
            let notes = Set(others.map { "\($0.file):\($0.line): \(classified($0).0.rawValue)" })
            findings.add(
                .boundaryUnknownFunction, at: name.location,
                "the boundary has no function `\(name.value)` to redirect",
                notes: notes.sorted(), hint: NearestNames.hint(for: name.value, among: names))
        }
    }
}

extension KernelFacts.Function {
    /// The entry's name in the system call table, as asm/syscall_wrapper.h (arch/x86)
    /// makes it.
    var systemCallEntry: String? {
        name(beginning: ["__x64_sys_", "__ia32_sys_", "__x64_compat_sys_", "__ia32_compat_sys_"])
    }

    /// What the macros of include/linux/syscalls.h make of a call's body.
    var systemCallBody: String? { name(beginning: ["__do_sys_"]) }

    private func name(beginning prefixes: [String]) -> String? {
        ([name] + aliases).first { name in prefixes.contains { name.hasPrefix($0) } }
    }
}
