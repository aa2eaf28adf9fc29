// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

/// What will be done to a host, in order. `--dry-run` prints it, `Host.run`
/// executes exactly it, the history keeps it.
package struct HostPlan: Sendable, Hashable, Codable {
    /// An action and how it is undone.
    package struct Step: Sendable, Hashable, Codable, CustomStringConvertible {
        /// What the step does.
        package var action: HostAction
        /// In the order in which they run.
        package var undo: [HostAction]
        package var description: String { action.description }

        init(_ action: HostAction, undo: [HostAction] = []) {
            self.action = action
            self.undo = undo
        }
    }

    /// Stands in the history, so that a later program knows the form.
    package var schema = 1
    package var verb: HistoryVerb
    /// Such as `switch to latency-tuned 1.0.0`.
    package var purpose: String
    /// What runs when the plan is made.
    package var before: SchedulerState
    /// What runs when it is done.
    package var after: SchedulerState
    /// What cannot be undone when a step fails.
    package var warnings: [String] = []
    /// None when there is nothing to do.
    package var steps: [Step]
}

extension HostPlan {
    /// Inserts a variant and sets its parameters.
    static func loading(
        _ module: VariantModule, _ parameters: [Setting]
    ) -> [Step] {
        let away: [HostAction] = [
            .unload(module: module.moduleName, title: module.title),
            .remove(module: module.moduleName),
        ]
        return [Step(.insert(module: module), undo: away)]
            + parameters.map { Step(.set(setting: $0), undo: [.restore(setting: $0)]) }
    }

    /// Puts parameters back and takes a loaded variant out.
    ///
    /// - Parameter former: its files, when something follows that may fail.
    static func unloading(
        _ loaded: LoadedVariant, saved: [SavedSettings.Entry], former: VariantModule?
    ) -> [Step] {
        let restoring = saved.reversed().map {
            Step(.restore(setting: $0.applied), undo: [.set(setting: $0.applied)])
        }
        return restoring + [
            Step(
                .unload(module: loaded.module, title: loaded.title),
                undo: [.reload(module: loaded.module, title: loaded.title)]),
            Step(
                .remove(module: loaded.module),
                undo: former.map { [.insertAgain(module: $0)] } ?? []),
        ]
    }

    /// Clears what an interrupted transaction left: saved parameters without a
    /// scheduler, a module whose scheduler is not loaded.
    static func clearing(_ idle: LoadedVariant?, saved: [SavedSettings.Entry]) -> [Step] {
        saved.reversed().map { Step(.restore(setting: $0.applied)) }
            + (idle.map { [Step(.remove(module: $0.module))] } ?? [])
    }
}
