// SPDX-License-Identifier: Apache-2.0
import Host
import Support

/// `sched install`, `switch`, `rollback` and `remove`.
package struct HostChange: Sendable {
    package var host: Host
    package var goal: HostGoal

    package init(_ goal: HostGoal, on host: Host) {
        self.host = host
        self.goal = goal
    }

    /// For `--dry-run`: what `run` would do.
    package func plan() async throws -> HostPlan { try await offPool { try host.plan(goal) } }

    /// - Throws: as `Host.run`; `HostError.interrupted` when the task is cancelled
    ///   before the goal is reached.
    package func run() async throws -> HostOutcome {
        try await offPool(stopping: host.stop) { try host.run(goal) }
    }
}
