// SPDX-License-Identifier: Apache-2.0
import Packaging
import RPM
import Support

extension Host {
    /// Reaches a goal, or leaves the host as it was.
    ///
    ///  1. Take the host's lock.
    ///  2. Close what a crash left open in the history.
    ///  3. Make the plan.
    ///  4. Write its record into the history.
    ///  5. Run its steps; when one fails, undo it and those before it.
    ///  6. Close the record.
    ///
    /// - Throws: `HostError`, `RPMError`, `RepositoryError`, `HistoryError`;
    ///   `HostError.interrupted` when `stop` was made before the end.
    @discardableResult
    package func run(_ goal: HostGoal) throws -> HostOutcome {
        let lock = try lock()
        let result = Result { try run(goal, holding: lock) }
        lock.release()
        return try result.get()
    }

    private func run(_ goal: HostGoal, holding lock: borrowing HostLock) throws -> HostOutcome {
        let kernel = try RunningKernel.read(root)
        let history = try HistoryStore(history)
        try recover(history, kernel)
        let plan = try plan(goal)
        for warning in plan.warnings { progress.note(warning) }
        let id = try history.begin(
            plan, kernel: kernel.release, bootID: kernel.bootID, at: calls.date())
        let reports: [TransitionReport]
        do {
            reports = try execute(plan, holding: lock)
        } catch {
            // The first error is what the user must see.
            try? history.finish(
                id, HistoryOutcome(error), message: "\(error)", at: calls.date())
            throw error
        }
        try history.finish(id, .done, timings: SwitchTimings(reports), at: calls.date())
        prunePackages(history, kernel)
        return HostOutcome(
            verb: plan.verb, id: id, before: plan.before, after: try scheduler(),
            transitions: reports, wasInterrupted: stop.isMade)
    }

    private func recover(_ history: HistoryStore, _ kernel: RunningKernel) throws {
        for record in try history.recover(bootID: kernel.bootID, at: calls.date()) {
            progress.note(
                "history \(record.id) (\(record.verb)) was left open: \(record.message ?? "interrupted")"
            )
        }
    }

    /// Keeps the packages that are installed and those that a rollback may want.
    /// A copy too many costs a little disk until the next run, nothing else.
    private func prunePackages(_ history: HistoryStore, _ kernel: RunningKernel) {
        do {
            let installed = try packages.installedVariants()
            let states = try history.undoStack(bootID: kernel.bootID).states
            try PackageStore(root: root).prune { package in
                installed.contains { $0.isSame(as: package) }
                    || package.isVariant(for: kernel.release)
                        && states.contains { $0 == package.variant }
            }
        } catch {
            progress.note("old copies in \(PackageStore.directory) stay: \(error)")
        }
    }
}

extension HistoryOutcome {
    init(_ error: any Error) {
        switch (error as? any Failure)?.exitStatus {
        case .busy: self = .busy
        case .refused: self = .refused
        case .interrupted: self = .interrupted
        default: self = .failed
        }
    }
}

extension SwitchTimings {
    /// The stops of an unload and a load that follows are one switch.
    init(_ reports: [TransitionReport]) {
        guard let last = reports.last else {
            self.init()
            return
        }
        func sum(_ value: (TransitionReport) -> UInt64) -> Int64 {
            Int64(clamping: reports.map(value).reduce(0, +))
        }
        self.init(
            stopNanoseconds: sum(\.stopNanoseconds), handlerNanoseconds: sum(\.handlerNanoseconds),
            stackCheckNanoseconds: sum(\.stackCheckNanoseconds),
            totalNanoseconds: sum(\.totalNanoseconds), cpus: last.cpus, threads: last.threads)
    }
}
