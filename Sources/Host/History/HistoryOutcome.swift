// SPDX-License-Identifier: Apache-2.0

/// How an operation ended.
package enum HistoryOutcome: String, Sendable, Codable, CaseIterable {
    case done
    case failed
    /// The kernel was busy; nothing changed.
    case busy
    /// A check before the point of no return said no; nothing changed.
    case refused
    /// A signal ended it, and it was undone; or the process or the machine ended
    /// before the record was closed.
    case interrupted
}
