// SPDX-License-Identifier: Apache-2.0
import Packaging

/// What a changing verb did.
package struct HostOutcome: Sendable, Encodable {
    /// A new meaning of a key gets a new number (docs/exit-status.md).
    package var schema = 1
    package var verb: HistoryVerb
    /// What was to be done, such as `install latency-tuned 1.0.0`.
    package var purpose: String
    /// The history record; nil when there was nothing to do, and when the history could
    /// not be written.
    package var id: Int64?
    /// There was something to do.
    package var isChange: Bool
    /// What ran when the command began.
    package var before: SchedulerState
    /// What runs now.
    package var after: SchedulerState
    /// In order; empty when the kernel did not have to be touched.
    package var transitions: [TransitionReport]
    /// A signal asked for an end when nothing was left to stop.
    package var wasInterrupted = false
}
