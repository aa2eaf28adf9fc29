// SPDX-License-Identifier: Apache-2.0

/// A Debian package version, ordered as Debian Policy 5.6.12 says: epoch,
/// upstream version, revision; digits compare as numbers, `~` sorts before
/// everything, letters before other characters.
///
/// The same order sorts kernel releases: `6.1.0-9-…` before `6.1.0-56-…`.
package struct DebianVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// As it was given: `[epoch:]upstream[-revision]`.
    package let text: String
    /// Any text is a version; nothing is checked.
    package init(_ text: String) { self.text = text }
    package var description: String { text }

    package static func < (a: DebianVersion, b: DebianVersion) -> Bool {
        let (left, right) = (a.parts, b.parts)
        if left.epoch != right.epoch {
            return compare(left.epoch, right.epoch) < 0
        }
        let upstream = compare(left.upstream, right.upstream)
        return upstream != 0 ? upstream < 0 : compare(left.revision, right.revision) < 0
    }

    private typealias Bytes = ArraySlice<UInt8>

    private var parts: (epoch: Bytes, upstream: Bytes, revision: Bytes) {
        let bytes = Array(text.utf8)[...]
        var epoch: Bytes = []
        var rest = bytes
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            (epoch, rest) = (bytes[..<colon], bytes[(colon + 1)...])
        }
        guard let dash = rest.lastIndex(of: UInt8(ascii: "-")) else { return (epoch, rest, []) }
        return (epoch, rest[..<dash], rest[(dash + 1)...])
    }

    /// Negative, zero or positive, like strcmp: alternating runs of non-digits,
    /// compared by `weight`, and of digits, compared as numbers of any length.
    private static func compare(_ a: Bytes, _ b: Bytes) -> Int {
        var (a, b) = (a, b)
        while !a.isEmpty || !b.isEmpty {
            while a.first.map({ !isDigit($0) }) ?? false || b.first.map({ !isDigit($0) }) ?? false {
                let difference = weight(a.first) - weight(b.first)
                if difference != 0 { return difference }
                a = a.dropFirst()
                b = b.dropFirst()
            }
            let left = a.prefix(while: isDigit)
            let right = b.prefix(while: isDigit)
            let difference = compareNumbers(left, right)
            if difference != 0 { return difference }
            a = a[left.endIndex...]
            b = b[right.endIndex...]
        }
        return 0
    }

    private static func compareNumbers(_ a: Bytes, _ b: Bytes) -> Int {
        let left = a.drop { $0 == UInt8(ascii: "0") }
        let right = b.drop { $0 == UInt8(ascii: "0") }
        if left.count != right.count { return left.count - right.count }
        if left.elementsEqual(right) { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    /// The end of a string and a digit weigh nothing, `~` less than nothing,
    /// letters their code, all else more than any letter.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !isDigit(byte) else { return 0 }
        switch byte {
        case UInt8(ascii: "~"): return -1
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            return Int(byte)
        default: return Int(byte) + 256
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
