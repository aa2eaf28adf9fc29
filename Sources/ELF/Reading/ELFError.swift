// SPDX-License-Identifier: Apache-2.0
import Support

/// What is wrong with a file that should be an ELF image.
package struct ELFError: Failure, Equatable {
    /// What is wrong with the bytes.
    package enum Reason: Error, Equatable, Sendable {
        /// The first bytes are not `7f 45 4c 46`.
        case notELF
        /// Well-formed, but of a kind that is not read: 32-bit, big-endian,
        /// another machine, compressed sections.
        case unsupported(String)
        /// Something lies outside the file: what, where, how long, and how many
        /// bytes there are.
        case outOfBounds(what: String, offset: UInt64, size: UInt64, available: UInt64)
        /// A number or link that contradicts the format.
        case malformed(String)
        /// No section of the image holds these addresses.
        case unmapped(address: UInt64, count: Int)
    }

    /// The name the reader was given for the file.
    package var file: String
    /// What is wrong.
    package var reason: Reason

    package init(file: String, reason: Reason) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "\(file): \(reason.text)" }

    package var hint: String? {
        guard case .unsupported(let what) = reason, what.contains("compressed") else { return nil }
        return "unpack it with `objcopy --decompress-debug-sections`"
    }
}

extension ELFError.Reason {
    fileprivate var text: String {
        switch self {
        case .notELF:
            return "not an ELF file"
        case .unsupported(let what):
            return "\(what) is not supported"
        case .outOfBounds(let what, let offset, let size, let available):
            return "\(what) lies outside the file: \(size) bytes at offset \(offset),"
                + " of \(available) bytes"
        case .malformed(let what):
            return "malformed: \(what)"
        case .unmapped(let address, let count):
            return "no section holds \(count) bytes at 0x\(String(address, radix: 16))"
        }
    }
}
