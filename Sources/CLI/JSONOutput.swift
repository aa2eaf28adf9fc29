// SPDX-License-Identifier: Apache-2.0
import Support

/// Prints a value as JSON with sorted keys; what a pipe reads.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        let text = String(decoding: try CanonicalJSON.document(value), as: UTF8.self)
        Swift.print(text, terminator: "")
    }
}
