// SPDX-License-Identifier: Apache-2.0
import Boundary
import Host
import Kernel
import Manifest
import Packaging
import RPM
import Support

/// `sched switch`, `sched rollback` and `sched remove`: between schedulers whose
/// files are on the host.
package struct SwitchVariant: Sendable {
    package var context: HostContext

    package init(context: HostContext) { self.context = context }

    /// What one of the verbs would do.
    package struct Plan: Sendable {
        package var title: String
        package var steps: [String]
        let verb: HistoryVerb
        let target: SchedulerState
        /// The variant whose package goes afterwards.
        var removed: VariantName?
    }

    /// - Throws: `HostError.refused`, `OperationError.notInstalled`.
    package func planSwitch(to name: VariantName) throws -> Plan {
        let kernel = KernelRelease(Surroundings.kernelRelease)
        let variant = try InstalledVariants().find(name, for: kernel)
        let plan = try context.host.planSwitch(to: name)
        return Plan(
            title: plan.purpose, steps: plan.steps.map(\.description), verb: .switch,
            target: .variant(name, version: variant.record.version))
    }

    /// Back to what ran before: a variant or the kernel's own scheduler.
    package func planRollback() throws -> Plan {
        let kernel = try RunningKernel.read()
        let journal = try HostJournal(context, kernel: kernel)
        let current = try context.current()
        guard let target = try journal.previous(current) else {
            throw OperationError.nothingToRollBack
        }
        let plan: HostPlan
        switch target {
        case .stock: plan = try context.host.planUnload()
        case .variant(let name, let version):
            let installed = try InstalledVariants().list(for: kernel.release)
            guard installed.contains(where: { $0.name == name && $0.record.version == version })
            else { throw OperationError.variantGone(name, version: version) }
            plan = try context.host.planSwitch(to: name)
        }
        return Plan(
            title: "roll back to \(target)", steps: plan.steps.map(\.description),
            verb: .rollback, target: target)
    }

    /// Unloads the variant if it is loaded, and removes its package.
    package func planRemove(_ name: VariantName) throws -> Plan {
        let kernel = KernelRelease(Surroundings.kernelRelease)
        _ = try InstalledVariants().find(name, for: kernel)
        let current = try context.current()
        var steps: [String] = []
        var target = current
        if case .variant(name, _) = current {
            steps = try context.host.planUnload().steps.map(\.description)
            target = .stock
        }
        let packages = try Self.packages(of: name, for: kernel)
        return Plan(
            title: "remove \(name)", steps: steps + packages.map { "remove the package \($0)" },
            verb: .remove, target: target, removed: name)
    }

    package func run(_ plan: Plan) async throws -> HostOutcome {
        try await offPool { try perform(plan) }
    }

    private func perform(_ plan: Plan) throws -> HostOutcome {
        let host = context.host
        let lock = try host.lock()
        let kernel = try RunningKernel.read()
        let journal = try HostJournal(context, kernel: kernel)
        let before = try context.current()
        let entry = try journal.recorded(plan.verb, before: before, after: plan.target) {
            var reports: [TransitionReport] = []
            switch plan.target {
            case before: break
            case .stock: reports = try host.unload(holding: lock)
            case .variant(let name, _): reports = try host.switch(to: name, holding: lock)
            }
            if let name = plan.removed { try Self.erase(name, for: kernel.release) }
            return reports
        }
        return HostOutcome(
            verb: plan.verb.rawValue, id: entry.id, before: before, after: try context.current(),
            transitions: entry.reports)
    }

    private static func erase(_ name: VariantName, for kernel: KernelRelease) throws {
        var database = try RPMDatabase()
        try database.run(try packages(of: name, for: kernel).map { .erase($0) })
    }

    /// The installed packages of a variant that own its folder for this kernel.
    private static func packages(
        of name: VariantName, for kernel: KernelRelease
    ) throws -> [NEVRA] {
        try RPMDatabase().installed(named: name.packageName)
            .filter { $0.provided("scheduler-variant-kernel(\(kernel))") != nil }.map(\.nevra)
    }
}
