// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Prints a value as JSON with sorted keys; what a pipe reads.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
