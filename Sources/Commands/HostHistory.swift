// SPDX-License-Identifier: Apache-2.0
import Host
import Support

/// `sched history`.
package struct HostHistory: Sendable {
    package var context: HostContext

    package init(context: HostContext) { self.context = context }

    /// Newest first; empty on a host where nothing was ever done.
    package func run(limit: Int?) throws -> HistoryDocument {
        guard Files.exists(context.history) else { return HistoryDocument(records: []) }
        let store = try HistoryStore(context.history, access: .readOnly)
        return HistoryDocument(records: try store.list(limit: limit))
    }
}
