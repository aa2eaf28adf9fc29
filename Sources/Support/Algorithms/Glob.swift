// SPDX-License-Identifier: Apache-2.0

/// A pattern for a whole name, as fnmatch(3) reads it without flags and without
/// brackets: `*` is any text, `/` and nothing included, `?` is any one byte.
package struct Glob: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    package let text: String

    /// Any text is a pattern; one without `*` and `?` matches itself alone.
    package init(_ text: String) { self.text = text }

    package var description: String { text }

    /// Whether the text holds a wildcard, so that it is meant as a pattern.
    package static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Whether the whole name matches. After a `*` that led nowhere the search
    /// goes on one byte later, so the time is at most pattern times name.
    package func matches(_ name: String) -> Bool {
        let (pattern, name) = (Array(text.utf8), Array(name.utf8))
        var (p, n) = (0, 0)
        var retry: (p: Int, n: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                p += 1
                retry = (p, n)
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
                (p, n) = (p + 1, n + 1)
            } else if let last = retry {
                (p, n) = (last.p, last.n + 1)
                retry = (p, n)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
