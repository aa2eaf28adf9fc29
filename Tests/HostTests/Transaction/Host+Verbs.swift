// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage
@testable import Host

/// The kernel's side of the goals, without a history.
extension Host {
    @discardableResult
    func `switch`(
        to name: VariantName, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        try execute(plan(.switch(name)), holding: lock)
    }

    @discardableResult
    func load(_ name: VariantName, holding lock: borrowing HostLock) throws -> [TransitionReport] {
        try `switch`(to: name, holding: lock)
    }

    @discardableResult
    func unload(holding lock: borrowing HostLock) throws -> [TransitionReport] {
        let planner = try HostPlanner(self)
        return try execute(
            HostPlan(
                verb: .unload, purpose: "unload", before: planner.before, after: .stock,
                steps: planner.unloadSteps()), holding: lock)
    }

    func refusals(_ variant: InstalledVariant) throws -> [Refusal] {
        refusals(variant, try HostChecks.read(root))
    }
}

extension HistoryStore {
    func begin(
        _ verb: HistoryVerb, before: SchedulerState, after: SchedulerState,
        kernel: KernelRelease, bootID: String, at time: Double
    ) throws -> Int64 {
        try begin(
            HostPlan(verb: verb, purpose: "test", before: before, after: after, steps: []),
            kernel: kernel, bootID: bootID, at: time)
    }
}
