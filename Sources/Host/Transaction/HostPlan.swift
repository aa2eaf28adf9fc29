// SPDX-License-Identifier: Apache-2.0

/// What will be done to the kernel, in order. `--dry-run` prints it; `Host`
/// executes exactly it.
package struct HostPlan: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// Inserts the module, which switches to its scheduler.
        case insert(InstalledVariant, slide: UInt64)
        /// As `insert`; nothing when the module is still there.
        case insertAgain(InstalledVariant, slide: UInt64)
        /// Switches back to the kernel's own scheduler; the module stays.
        case unload(module: String, title: String)
        /// Takes an `unload` back; nothing when the scheduler is loaded.
        case reload(module: String, title: String)
        /// Takes the module out; nothing when it is not there.
        case remove(module: String)
        /// Sets a parameter and saves what stood there.
        case set(Setting)
        /// Puts back what `set` saved, unless somebody changed it since.
        case restore(Setting)
    }

    /// An action and the way back from it. Every action of `undo` may also run
    /// when its step failed midway: it does nothing where nothing is to be done.
    package struct Step: Sendable, Equatable, CustomStringConvertible {
        package var action: Action
        package var undo: [Action]
        package var description: String { action.description }

        init(_ action: Action, undo: [Action] = []) {
            self.action = action
            self.undo = undo
        }
    }

    /// Such as `load latency-tuned 1.0.0`.
    package var purpose: String
    /// None when there is nothing to do.
    package var steps: [Step]
}

extension HostPlan.Action: CustomStringConvertible {
    package var description: String {
        switch self {
        case .insert(let variant, let slide):
            return "load \(variant.title): insert \(variant.moduleFile)" + moved(slide)
        case .insertAgain(let variant, let slide):
            return "load \(variant.title) again: insert \(variant.moduleFile)" + moved(slide)
        case .unload(_, let title):
            return "unload \(title): write 0 to \(LoadedVariant.enabledFile)"
        case .reload(_, let title):
            return "load \(title) again: write 1 to \(LoadedVariant.enabledFile)"
        case .remove(let module):
            return "remove the module \(module) from the kernel"
        case .set(let setting):
            return "write \(setting.value) to \(setting.file)"
        case .restore(let setting):
            return "put back what \(setting.file) had before \(setting.value)"
        }
    }

    private func moved(_ slide: UInt64) -> String {
        slide == 0 ? "" : ", its addresses moved by 0x" + String(slide, radix: 16)
    }
}

extension HostPlan {
    /// Inserts a variant and sets its parameters.
    static func loading(_ variant: InstalledVariant, slide: UInt64) -> [Step] {
        let away: [Action] = [
            .unload(module: variant.moduleName, title: variant.title),
            .remove(module: variant.moduleName),
        ]
        return [Step(.insert(variant, slide: slide), undo: away)]
            + Setting.all(variant.record.parameters).map { Step(.set($0), undo: [.restore($0)]) }
    }

    /// Puts parameters back and takes a loaded variant out.
    ///
    /// - Parameter wayBack: its files and slide, when something follows that may
    ///   fail.
    static func unloading(
        _ loaded: LoadedVariant, saved: [SavedSettings.Entry],
        wayBack: (variant: InstalledVariant, slide: UInt64)?
    ) -> [Step] {
        let restoring = saved.reversed().map {
            Step(.restore($0.applied), undo: [.set($0.applied)])
        }
        let again = wayBack.map { [Action.insertAgain($0.variant, slide: $0.slide)] } ?? []
        return restoring + [
            Step(
                .unload(module: loaded.module, title: loaded.title),
                undo: [.reload(module: loaded.module, title: loaded.title)]),
            Step(.remove(module: loaded.module), undo: again),
        ]
    }

    /// Clears what an interrupted transaction left: saved parameters without a
    /// scheduler, a module whose scheduler is not loaded.
    static func clearing(_ idle: LoadedVariant?, saved: [SavedSettings.Entry]) -> [Step] {
        saved.reversed().map { Step(.restore($0.applied)) }
            + (idle.map { [Step(.remove(module: $0.module))] } ?? [])
    }
}
