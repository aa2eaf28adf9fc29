// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Standard error, for progress and messages.
public enum Terminal {
    public static var isInteractive: Bool { isatty(2) == 1 }

    /// Writes all of it, or what the other end takes.
    public static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
