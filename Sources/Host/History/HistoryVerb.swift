// SPDX-License-Identifier: Apache-2.0

/// What was asked for. Open, because a database may hold a verb of a newer
/// program.
package struct HistoryVerb: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    /// The word of the command line.
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    package var description: String { rawValue }

    /// A package is installed, and its variant loaded unless told otherwise.
    package static let install = HistoryVerb(rawValue: "install")
    package static let load = HistoryVerb(rawValue: "load")
    package static let unload = HistoryVerb(rawValue: "unload")
    /// An installed variant takes the place of what runs.
    package static let `switch` = HistoryVerb(rawValue: "switch")
    /// The scheduler that ran before comes back.
    package static let rollback = HistoryVerb(rawValue: "rollback")
    /// A variant is unloaded, if it is loaded, and its package erased.
    package static let remove = HistoryVerb(rawValue: "remove")
    package static let enable = HistoryVerb(rawValue: "enable")
    package static let disable = HistoryVerb(rawValue: "disable")
}
