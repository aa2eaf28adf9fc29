// SPDX-License-Identifier: Apache-2.0
public import History
internal import SystemIO

/// `sched history`.
public struct HostHistory: Sendable {
    public var context: HostContext

    public init(context: HostContext) { self.context = context }

    /// Newest first; empty on a host where nothing was ever done.
    public func run(limit: Int?) throws -> HistoryDocument {
        guard Files.exists(context.history) else { return HistoryDocument(records: []) }
        let store = try HistoryStore(context.history, access: .readOnly)
        return HistoryDocument(records: try store.list(limit: limit))
    }
}
