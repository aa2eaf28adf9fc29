// SPDX-License-Identifier: Apache-2.0
public import History
public import HostTransaction

/// What a changing verb did.
public struct HostOutcome: Sendable, Encodable {
    public var schema = 1
    public var verb: String
    /// The history record.
    public var id: Int64
    public var before: SchedulerState
    public var after: SchedulerState
    /// In order; empty when the kernel did not have to be touched.
    public var transitions: [TransitionReport]

    init(
        verb: String, id: Int64, before: SchedulerState, after: SchedulerState,
        transitions: [TransitionReport]
    ) {
        self.verb = verb
        self.id = id
        self.before = before
        self.after = after
        self.transitions = transitions
    }
}
