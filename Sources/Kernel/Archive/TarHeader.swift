// SPDX-License-Identifier: Apache-2.0
//
// A tar archive (POSIX.1-1988 ustar, and GNU tar's form of it) is a row of members:
// a header of 512 bytes, then the content, filled up to a multiple of 512. Numbers
// are octal digits.
//
//   0 name (100 bytes), 124 size (12), 148 checksum (8), 156 kind, 257 "ustar"
//
// The checksum is the sum of the header's bytes, its own eight taken as spaces. Kinds
// L and K (GNU) and x and g (POSIX.1-2001) tell more about the member that follows.

/// The header of a member of a tar archive.
struct TarHeader {
    static let size = 512

    /// The first hundred bytes at most.
    var name: String
    /// In bytes.
    var contentSize: Int
    /// It says more about the next header.
    var isExtension: Bool

    /// From the header to what follows the member, in bytes.
    var memberSize: Int {
        Self.size + (contentSize + Self.size - 1) / Self.size * Self.size
    }

    /// - Returns: nil for bytes that are no header, or one of a kind whose content is
    ///   laid out otherwise.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.size, bytes[257..<262].elementsEqual("ustar".utf8),
            Self.checksum(of: bytes) == Self.octal(bytes[148..<156]),
            let size = Self.octal(bytes[124..<136])
        else { return nil }
        switch bytes[156] {
        case 0, UInt8(ascii: "0"): isExtension = false
        case UInt8(ascii: "1")...UInt8(ascii: "6"):
            guard size == 0 else { return nil }
            isExtension = false
        case UInt8(ascii: "L"), UInt8(ascii: "K"), UInt8(ascii: "x"), UInt8(ascii: "g"):
            isExtension = true
        default: return nil
        }
        name = String(decoding: bytes[..<100].prefix { $0 != 0 }, as: UTF8.self)
        contentSize = size
    }

    private static func checksum(of bytes: UnsafeRawBufferPointer) -> Int {
        var sum = 8 * Int(UInt8(ascii: " "))
        for byte in bytes[..<148] { sum += Int(byte) }
        for byte in bytes[156...] { sum += Int(byte) }
        return sum
    }

    private static func octal(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let digits = bytes.drop { $0 == UInt8(ascii: " ") }
            .prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
