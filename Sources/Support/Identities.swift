// SPDX-License-Identifier: Apache-2.0

/// A kernel's `uname -r`, such as `6.1.0-56-cloud-amd64`.
package struct KernelRelease: Hashable, Codable, Sendable, RawRepresentable, CustomStringConvertible
{
    /// As it is written.
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    /// Takes any text: which releases exist is decided by who resolves them.
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    package var description: String { rawValue }

    /// The mainline series, such as `6.1`: what recipes are named for.
    package var series: String {
        rawValue.split(separator: ".").prefix(2).joined(separator: ".")
    }
}

/// The name of a variant: `[a-z0-9][a-z0-9.+-]*`, at most 40 bytes, so that
/// package, file and module names made of it stay within every limit
/// (MODULE_NAME_LEN is 56 on 64-bit kernels, include/linux/moduleparam.h).
package struct VariantName: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    /// As it is written.
    package let rawValue: String
    /// In bytes.
    package static let maximumLength = 40

    /// nil when the text is no such name.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, bytes.count <= Self.maximumLength,
            Self.isAlphanumeric(first),
            bytes.allSatisfy({ Self.isAlphanumeric($0) || ".+-".utf8.contains($0) })
        else { return nil }
        rawValue = text
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = VariantName(text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath, debugDescription: "not a variant name: \(text)")
            )
        }
        self = name
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    package static func < (a: VariantName, b: VariantName) -> Bool { a.rawValue < b.rawValue }
    package var description: String { rawValue }

    /// The RPM package name, `scheduler-<variant>`.
    package var packageName: String { "scheduler-" + rawValue }
}

/// A SHA-256 digest in lower-case hexadecimal.
package struct Digest: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Lower-case hexadecimal digits.
    package let hex: String
    /// Takes the digits as they are, unchecked.
    package init(hex: String) { self.hex = hex }
    package init(from decoder: any Decoder) throws {
        hex = try decoder.singleValueContainer().decode(String.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
    package var description: String { hex }
    /// The first 12 digits: enough to tell a few thousand things apart by eye or in
    /// a name.
    package var short: String { String(hex.prefix(12)) }
}

/// The GNU build id of a vmlinux (note NT_GNU_BUILD_ID), lower-case hexadecimal.
/// The running kernel's is in /sys/kernel/notes.
package struct BuildID: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Lower-case hexadecimal digits.
    package let hex: String
    /// Takes the digits as they are, unchecked.
    package init(hex: String) { self.hex = hex }
    package init(from decoder: any Decoder) throws {
        hex = try decoder.singleValueContainer().decode(String.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
    package var description: String { hex }
    /// As they stand in the note; what are no two digits is left out.
    package var bytes: [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}
