// SPDX-License-Identifier: Apache-2.0

/// One-line comments above functions of an editable tree that say what may not
/// be changed there.
///
/// A comment is a whole line that begins in its first column with `/* sched: ` and
/// ends with ` */`. So comments come off line by line, without reading C, and never
/// reach a compiler or a patch. Kernel sources have no such lines.
package enum BoundaryComments {
    /// One comment that `annotated` puts into a text.
    package struct Comment: Hashable, Sendable {
        /// The line of the function, from 1; the comment goes above it.
        package var line: Int
        /// Without the comment's signs.
        package var text: String
    }

    static let opening = Array("/* sched: ".utf8)
    static let closing = Array(" */".utf8)

    static func isComment(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: opening) && line.suffix(closing.count).elementsEqual(closing)
    }

    static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 10, omittingEmptySubsequences: false)
    }

    private static func joined(_ lines: some Sequence<ArraySlice<UInt8>>) -> [UInt8] {
        Array(lines.joined(separator: CollectionOfOne(UInt8(10))))
    }

    /// The text with its comments; where a comment could not be told from the source
    /// around it (in the body of a macro) none is made. A text that holds comments
    /// already comes back as it is.
    package static func annotated(_ bytes: [UInt8], with comments: [Comment]) -> [UInt8] {
        let lines = lines(bytes)
        if lines.contains(where: isComment) { return bytes }
        var above: [Int: String] = [:]
        for comment in comments where (1...lines.count).contains(comment.line) {
            guard let start = declarationStart(lines, comment.line), above[start] == nil else {
                continue
            }
            above[start] = comment.text
        }
        var commented: [ArraySlice<UInt8>] = []
        for (index, line) in lines.enumerated() {
            if let text = above[index + 1] {
                let safe = text.replacing("*/", with: "* /").replacing("\n", with: " ")
                commented.append((opening + Array(safe.utf8) + closing)[...])
            }
            commented.append(line)
        }
        return joined(commented)
    }

    /// The text without its comments: what is compiled and what patches are made of.
    package static func strip(_ bytes: [UInt8]) -> [UInt8] {
        let lines = lines(bytes)
        guard lines.contains(where: isComment) else { return bytes }
        return joined(lines.filter { !isComment($0) })
    }

    /// The lines of a text that are comments, from 1.
    package static func lines(in bytes: [UInt8]) -> [Int] {
        lines(bytes).enumerated().filter { isComment($1) }.map { $0.offset + 1 }
    }

    /// First line of the declaration whose name stands on `line`: a return type
    /// and attributes may stand above it. Nil in the body of a macro.
    private static func declarationStart(
        _ lines: [ArraySlice<UInt8>], _ line: Int
    ) -> Int? {
        var start = line
        while start > 1, isTypeLine(lines[start - 2]) { start -= 1 }
        let isContinuation = start > 1 && lines[start - 2].last == UInt8(ascii: "\\")
        return isContinuation ? nil : start
    }

    /// Words and `*` only, from the first column on: `static __always_inline void`.
    private static func isTypeLine(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first, isWord(first) else { return false }
        return line.allSatisfy { isWord($0) || $0 == 0x20 || $0 == 0x09 || $0 == 0x2A }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
