// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Standard error, for progress and messages; standard output for bytes.
package enum Terminal {
    /// Whether a person sees standard error.
    package static var isInteractive: Bool { isatty(2) == 1 }

    /// To standard error, unbuffered.
    package static func write(_ text: String) { write(Array(text.utf8), to: 2) }

    /// To standard output, unbuffered.
    package static func writeOutput(_ bytes: [UInt8]) { write(bytes, to: 1) }

    /// Writes all of it, or what the other end takes.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
