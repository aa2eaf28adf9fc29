// SPDX-License-Identifier: Apache-2.0

/// What was asked for. Open, because a database may hold a verb of a newer
/// program.
package struct HistoryVerb: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
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

    package static let install = HistoryVerb(rawValue: "install")
    package static let load = HistoryVerb(rawValue: "load")
    package static let unload = HistoryVerb(rawValue: "unload")
    package static let `switch` = HistoryVerb(rawValue: "switch")
    package static let rollback = HistoryVerb(rawValue: "rollback")
    package static let remove = HistoryVerb(rawValue: "remove")
    package static let enable = HistoryVerb(rawValue: "enable")
    package static let disable = HistoryVerb(rawValue: "disable")
}
