// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import SystemPackage

/// The one way in which `sched` writes and reads JSON. Equal values give equal
/// bytes: keys are sorted, and slashes stay as they are.
package enum CanonicalJSON {
    /// A document for people and pipes: indented, with a newline at its end.
    package static func document(_ value: some Encodable) throws -> [UInt8] {
        try encode(value, .prettyPrinted) + [UInt8(ascii: "\n")]
    }

    /// One line without a newline: for caches, digests and other programs.
    package static func compact(_ value: some Encodable) throws -> [UInt8] {
        try encode(value, [])
    }

    /// - Throws: `DecodingError`.
    package static func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from bytes: some Collection<UInt8>
    ) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    /// The content of a cache's file, or nil when there is none or it holds
    /// something else, so that it is made again.
    package static func cached<Value: Decodable>(
        _ type: Value.Type = Value.self, at file: FilePath
    ) -> Value? {
        (try? Files.read(file)).flatMap { try? decode(type, from: $0) }
    }

    private static func encode(
        _ value: some Encodable, _ format: JSONEncoder.OutputFormatting
    ) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = format.union([.sortedKeys, .withoutEscapingSlashes])
        return Array(try encoder.encode(value))
    }
}
