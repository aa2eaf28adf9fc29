// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

/// One operation on this host: written before anything changes, closed after.
package struct HistoryRecord: Sendable, Hashable, Codable, Identifiable {
    /// The row's number; later operations have higher ones.
    package var id: Int64
    package var verb: HistoryVerb
    /// What ran when it began.
    package var before: SchedulerState
    /// What was to run after it; it does if the outcome is `done`.
    package var after: SchedulerState
    /// The release that was running.
    package var kernel: KernelRelease
    /// /proc/sys/kernel/random/boot_id
    package var bootID: String
    /// Seconds since 1970.
    package var started: Double
    /// Nil while it is open.
    package var ended: Double?
    /// Nil while it is open.
    package var outcome: HistoryOutcome?
    /// What went wrong, or how the record was closed after a crash; nil when nothing did.
    package var message: String?
    /// Of the last switch of the operation; without values when there was none.
    package var timings: SwitchTimings = SwitchTimings()
    /// What was to be done. Nil in records of programs that did not keep it.
    package var plan: HostPlan?
}

/// What `sched history --json` prints.
package struct HistoryDocument: Sendable, Codable {
    /// The version of the JSON that `sched history --json` prints.
    package static let currentSchema = 1
    /// A new meaning of a key gets a new number (docs/exit-status.md).
    package var schema = HistoryDocument.currentSchema
    /// Newest first.
    package var records: [HistoryRecord]
    package init(records: [HistoryRecord]) { self.records = records }
}
