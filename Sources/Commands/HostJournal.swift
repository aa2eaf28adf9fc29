// SPDX-License-Identifier: Apache-2.0
import Boundary
import Host
import Kernel
import Manifest
import Packaging
import Support

/// Surrounds what changes the host: the lock first, then a record on disk, then
/// the change, then the record's end.
struct HostJournal {
    let context: HostContext
    let kernel: RunningKernel
    private let store: HistoryStore

    /// Opens the history and closes what a crash left open.
    init(_ context: HostContext, kernel: RunningKernel) throws {
        self.context = context
        self.kernel = kernel
        store = try HistoryStore(context.history)
        for record in try store.recover(bootID: kernel.bootID, at: Surroundings.now) {
            context.progress.note(
                "history \(record.id) (\(record.verb)) was left open: \(record.message ?? "interrupted")"
            )
        }
    }

    func previous(_ current: SchedulerState) throws -> SchedulerState? {
        try store.previousLoaded(bootID: kernel.bootID, current: current)
    }

    struct Entry {
        var id: Int64
        var reports: [TransitionReport]
    }

    /// - Returns: the record's id and what `body` returned.
    func recorded(
        _ verb: HistoryVerb, before: SchedulerState, after: SchedulerState,
        _ body: () throws -> [TransitionReport]
    ) throws -> Entry {
        let id = try store.begin(
            verb, before: before, after: after, kernel: kernel.release, bootID: kernel.bootID,
            at: Surroundings.now)
        do {
            let reports = try body()
            try store.finish(
                id, .done, timings: Self.timings(reports), at: Surroundings.now)
            return Entry(id: id, reports: reports)
        } catch {
            // The first error is what the user must see.
            try? store.finish(
                id, Self.outcome(error), message: "\(error)", at: Surroundings.now)
            throw error
        }
    }

    private static func outcome(_ error: any Error) -> HistoryOutcome {
        switch (error as? any Failure)?.exitStatus {
        case .busy: .busy
        case .refused: .refused
        default: .failed
        }
    }

    /// The stops of an unload and a load that follows are one switch.
    private static func timings(_ reports: [TransitionReport]) -> SwitchTimings {
        guard let last = reports.last else { return SwitchTimings() }
        func sum(_ value: (TransitionReport) -> UInt64) -> Int64 {
            Int64(clamping: reports.map(value).reduce(0, +))
        }
        return SwitchTimings(
            stopNanoseconds: sum(\.stopNanoseconds), handlerNanoseconds: sum(\.handlerNanoseconds),
            stackCheckNanoseconds: sum(\.stackCheckNanoseconds),
            totalNanoseconds: sum(\.totalNanoseconds), cpus: last.cpus, threads: last.threads)
    }
}
