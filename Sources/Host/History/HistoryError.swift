// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Why the history cannot be read or written.
package enum HistoryError: Failure, Equatable {
    case database(FilePath, reason: String)
    /// Written by a newer program; not touched.
    case newerSchema(FilePath)
    /// No open record of that id.
    case notOpen(Int64)

    package var description: String {
        switch self {
        case .database(let path, let reason): "the history \(path) cannot be used: \(reason)"
        case .newerSchema(let path): "the history \(path) was written by a newer version of sched"
        case .notOpen(let id): "history record \(id) does not exist or is closed"
        }
    }

    package var hint: String? {
        if case .newerSchema = self { return "upgrade sched on this host" }
        return nil
    }
}
