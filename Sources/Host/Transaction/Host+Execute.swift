// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

extension Host {
    /// Executes the plan's steps in order.
    ///
    /// When a step fails: 1. the ways back of that step and of all before it run,
    /// last first; 2. the error says what runs now. In the end, copies of variants
    /// that are not loaded are removed.
    ///
    /// - Returns: one report for each switch, in order.
    /// - Throws: the failure itself when there was nothing to take back, else
    ///   `HostError.restored` or `.halfDone` around it.
    @discardableResult
    package func execute(
        _ plan: HostPlan, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        var begun: [HostPlan.Step] = []
        var reports: [TransitionReport] = []
        defer { pruneCopies() }
        for step in plan.steps {
            progress.note(step.description)
            begun.append(step)
            do {
                if let report = try perform(step.action) { reports.append(report) }
            } catch {
                try undo(begun, because: error)
            }
        }
        return reports
    }

    /// A copy too many costs a little memory until the next time; no more.
    private func pruneCopies() {
        do {
            try KeptCopies(root: root).prune(keeping: loaded())
        } catch {
            progress.note("old copies in \(KeptCopies.folder) stay: \(error)")
        }
    }

    /// - Throws: always.
    private func undo(_ begun: [HostPlan.Step], because cause: any Error) throws -> Never {
        var wasChanged = false
        do {
            for action in begun.reversed().flatMap(\.undo) {
                if needsUndo(action) {
                    wasChanged = true
                    progress.note("going back: \(action)")
                }
                try perform(action)
            }
        } catch {
            throw HostError.halfDone(cause: cause, obstacle: error, now: state())
        }
        throw wasChanged ? HostError.restored(cause: cause, now: state()) : cause
    }

    /// What runs now, for messages.
    func state() -> String {
        do {
            guard let loaded = try loaded() else { return "the kernel's own scheduler runs" }
            return loaded.state == .loaded
                ? "\(loaded.title) runs"
                : "the kernel's own scheduler runs; the module \(loaded.module) is still inserted"
        } catch {
            return "which scheduler runs cannot be read: \(error)"
        }
    }

    @discardableResult
    func perform(_ action: HostPlan.Action) throws -> TransitionReport? {
        switch action {
        case .insert(let variant, let slide):
            return try insert(variant, slide: slide)
        case .insertAgain(let variant, let slide):
            return try loaded() == nil ? insert(variant, slide: slide) : nil
        case .unload(let module, let title):
            return try setEnabled(false, module: module, title: title)
        case .reload(let module, let title):
            return try setEnabled(true, module: module, title: title)
        case .remove(let module):
            try remove(module)
        case .set(let setting):
            try set(setting)
        case .restore(let setting):
            try restore(setting)
        }
        return nil
    }

    /// Whether the way back has something to do here; decides what is told.
    private func needsUndo(_ action: HostPlan.Action) -> Bool {
        let loaded = try? loaded()
        switch action {
        case .insert: return true
        case .insertAgain: return loaded == nil
        case .unload(let module, _): return loaded?.module == module && loaded?.state == .loaded
        case .reload(let module, _): return loaded?.module == module && loaded?.state == .unloaded
        case .remove(let module): return loaded?.module == module
        case .set(let setting): return setting.current(root) != setting.value
        case .restore(let setting): return setting.current(root) == setting.value
        }
    }
}
