// SPDX-License-Identifier: Apache-2.0
import Support

/// A value as JSON with sorted keys; what a pipe reads.
enum JSONOutput {
    /// Without a newline at the end.
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.document(value).dropLast(), as: UTF8.self)
    }

    /// To standard output.
    static func print(_ value: some Encodable) throws { Swift.print(try text(value)) }
}
