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
    ///  4. Write its record into the history, if there is something to do.
    ///  5. Run its steps; when one fails, undo it and those before it.
    ///  6. Close the record.
    ///
    /// A goal that may lead back to the kernel's own scheduler is reached without a history
    /// where there is none that can be used.
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
        let store = try recorded(goal) {
            let store = try HistoryStore(
                history, patience: goal.mayLeadToStock ? HistoryStore.shortPatience : .seconds(10))
            try recover(store, kernel)
            return store
        }
        let plan = try plan(goal)
        for warning in plan.warnings { progress.note(warning) }
        if plan.steps.isEmpty {
            return HostOutcome(
                verb: plan.verb, purpose: plan.purpose, isChange: false, before: plan.before,
                after: plan.before, transitions: [], wasInterrupted: stop.isMade)
        }
        let id =
            try recorded(goal) {
                try store?.begin(
                    plan, kernel: kernel.release, bootID: kernel.bootID, at: calls.date())
            } ?? nil
        let reports: [TransitionReport]
        do {
            reports = try execute(plan, holding: lock)
        } catch {
            // The first error is what the user must see.
            if let id {
                try? store?.finish(
                    id, HistoryOutcome(error), message: "\(error)", at: calls.date())
            }
            throw error
        }
        finish(id, store, SwitchTimings(reports))
        if let store { prunePackages(store, kernel) }
        return HostOutcome(
            verb: plan.verb, purpose: plan.purpose, id: id, isChange: true, before: plan.before,
            after: try scheduler(), transitions: reports, wasInterrupted: stop.isMade)
    }

    /// What the history is needed for. A history that cannot be used must not keep
    /// anybody from stock: the user is told that nothing was recorded, and the command goes on.
    private func recorded<Value>(_ goal: HostGoal, _ body: () throws -> Value) throws -> Value? {
        do { return try body() } catch {
            guard goal.mayLeadToStock else { throw error }
            progress.note("this is not recorded: \(error)")
            return nil
        }
    }

    /// What was done is done, whether or not it can be written down.
    private func finish(_ id: Int64?, _ history: HistoryStore?, _ timings: SwitchTimings) {
        guard let id, let history else { return }
        do {
            try history.finish(id, .done, timings: timings, at: calls.date())
        } catch {
            progress.note("history \(id) stays open: \(error)")
        }
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
