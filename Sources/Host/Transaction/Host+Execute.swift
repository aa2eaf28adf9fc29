// SPDX-License-Identifier: Apache-2.0
import Packaging
import RPM
import Support

extension Host {
    /// Executes the plan's steps in order.
    ///
    /// When a step fails, or `stop` is made before a step begins: 1. the undo
    /// actions of that step and of all before it run, last first; 2. the error says
    /// what runs now. In the end, copies of variants that are not loaded are
    /// removed.
    ///
    /// - Returns: one report for each switch, in order.
    /// - Throws: the failure itself when there was nothing to undo, else
    ///   `HostError.restored` or `.halfDone` around it; all of it in
    ///   `HostError.interrupted` when `stop` was made.
    @discardableResult
    func execute(
        _ plan: HostPlan, holding lock: borrowing HostLock
    ) throws -> [TransitionReport] {
        var begun: [HostPlan.Step] = []
        var reports: [TransitionReport] = []
        defer { pruneCopies() }
        for step in plan.steps {
            do {
                if stop.isMade { throw HostError.stopped(before: step.description) }
                progress.note(step.description)
                begun.append(step)
                if let report = try perform(step.action) { reports.append(report) }
            } catch {
                let failure = undo(begun, because: error)
                throw stop.isMade
                    ? HostError.interrupted(cause: failure, now: nowRunning()) : failure
            }
        }
        return reports
    }

    /// A copy too many costs a little memory until the next run, nothing else.
    private func pruneCopies() {
        do {
            try LoadedCopies(root: root).prune(keeping: loaded())
        } catch {
            progress.note("old copies in \(LoadedCopies.directory) stay: \(error)")
        }
    }

    /// Undoes the steps to their end, also when `stop` is made.
    ///
    /// - Returns: what to throw.
    private func undo(_ begun: [HostPlan.Step], because cause: any Error) -> any Error {
        var host = self
        host.stop = StopRequest()
        var wasChanged = false
        do {
            for action in begun.reversed().flatMap(\.undo) {
                if host.needsUndo(action) {
                    wasChanged = true
                    progress.note("undo: \(action)")
                }
                try host.perform(action)
            }
        } catch {
            return HostError.halfDone(cause: cause, obstacle: error, now: nowRunning())
        }
        return wasChanged ? HostError.restored(cause: cause, now: nowRunning()) : cause
    }

    /// What runs now, for messages.
    package func nowRunning() -> String {
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
    private func perform(_ action: HostAction) throws -> TransitionReport? {
        switch action {
        case .insert(let module): return try insert(module)
        case .insertAgain(let module): return try loaded() == nil ? insert(module) : nil
        case .unload(let module, let title):
            return try setEnabled(false, module: module, title: title)
        case .reload(let module, let title):
            return try setEnabled(true, module: module, title: title)
        case .remove(let module): try remove(module)
        case .set(let setting): try set(setting)
        case .restore(let setting): try restore(setting)
        case .keep(let package): try PackageStore(root: root).keep(package)
        case .replacePackages(let installing, let erasing):
            let changes = try pendingChanges(installing, erasing)
            if !changes.isEmpty { try packages.run(changes) }
        }
        return nil
    }

    /// Whether the undo action has something to do here; decides what is told.
    private func needsUndo(_ action: HostAction) -> Bool {
        let loaded = try? loaded()
        switch action {
        case .insert, .keep: return true
        case .insertAgain: return loaded == nil
        case .unload(let module, _): return loaded?.module == module && loaded?.state == .loaded
        case .reload(let module, _): return loaded?.module == module && loaded?.state == .unloaded
        case .remove(let module): return loaded?.module == module
        case .set(let setting): return setting.current(root) != setting.value
        case .restore(let setting): return setting.current(root) == setting.value
        case .replacePackages(let installing, let erasing):
            return (try? pendingChanges(installing, erasing))?.isEmpty != true
        }
    }

    /// What the database does not have yet of such a replacement.
    private func pendingChanges(
        _ installing: [PackageFile], _ erasing: [NEVRA]
    ) throws -> [RPMChange] {
        let names = Set(installing.map(\.nevra.name) + erasing.map(\.name))
        let installed = Set(
            try names.flatMap { try packages.installed(named: $0).map(\.nevra) })
        let store = PackageStore(root: root)
        return installing.filter { !installed.contains($0.nevra) }
            .map { .install(store.file($0)) }
            + erasing.filter(installed.contains).map { .erase($0) }
    }
}
