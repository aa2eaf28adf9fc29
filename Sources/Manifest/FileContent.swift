// SPDX-License-Identifier: Apache-2.0
import RPM
import Support

/// The bytes of an input file as they were read, and their digest: what is built
/// is what the lock names, whatever happens to the file meanwhile.
package struct FileContent: Sendable, Equatable {
    /// All of the file.
    package let bytes: [UInt8]
    /// SHA-256 of `bytes`.
    package let digest: Digest

    /// Computes the digest.
    package init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
        digest = Digest(hex: SHA256.hex(of: bytes))
    }

    /// The bytes as UTF-8, damaged sequences replaced.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
