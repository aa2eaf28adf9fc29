// SPDX-License-Identifier: Apache-2.0

/// Checks the form of a patch before anything is applied.
///
/// Unified format (POSIX diff -u, as git writes it): any prose; then for each
/// file `--- a/path`, `+++ b/path` and hunks. A hunk is `@@ -l,s +l,s @@` (a
/// size of 1 may be left out) and lines that begin with a space, `-`, `+` or
/// `\`, as many as the sizes say. An empty line counts as an empty context
/// line, because mailers strip the space.
enum PatchText {
    enum Verdict: Equatable {
        case patch
        case notADiff
        case touchesNothing
        /// Line from 1, and what is wrong there.
        case damaged(line: Int, why: String)
        /// From this line on, lines end in CR LF, which no kernel source does.
        case dosLines(line: Int)
        /// A path that is absolute or climbs with `..`.
        case outside(line: Int, target: String)
    }

    static func check(_ bytes: [UInt8]) -> Verdict {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        var changes = 0
        var hunks = 0
        var index = 0
        while index < lines.count {
            if let problem = pathProblem(lines, at: index) { return problem }
            guard hasFileHeader(lines, at: index) else {
                index += 1
                continue
            }
            index += 2
            while index < lines.count, lines[index].starts(with: "@@".utf8) {
                if lines[index].last == 0x0D { return .dosLines(line: index + 1) }
                guard let sizes = hunkSizes(lines[index]) else {
                    return .damaged(line: index + 1, why: "this is no hunk header")
                }
                hunks += 1
                switch readHunk(lines, from: index + 1, sizes) {
                case .success(let (end, changed)): (index, changes) = (end, changes + changed)
                case .failure(let damage): return .damaged(line: damage.line, why: damage.why)
                }
            }
        }
        if hunks == 0 { return looksLikeDiff(lines) ? .touchesNothing : .notADiff }
        return changes == 0 ? .touchesNothing : .patch
    }

    private typealias Line = ArraySlice<UInt8>
    private struct Damage: Error {
        var line: Int
        var why: String
    }

    private static func hasFileHeader(_ lines: [Line], at index: Int) -> Bool {
        index + 1 < lines.count && lines[index].starts(with: "--- ".utf8)
            && lines[index + 1].starts(with: "+++ ".utf8)
    }

    private static func looksLikeDiff(_ lines: [Line]) -> Bool {
        lines.indices.contains {
            hasFileHeader(lines, at: $0) || lines[$0].starts(with: "diff --git ".utf8)
        }
    }

    private static func pathProblem(_ lines: [Line], at index: Int) -> Verdict? {
        guard hasFileHeader(lines, at: index) else { return nil }
        for line in [index, index + 1] {
            let name = lines[line].dropFirst(4).prefix { $0 != 0x09 && $0 != 0x0D }
            let target = String(decoding: name, as: UTF8.self)
            if target == "/dev/null" { continue }
            let parts = target.split(separator: "/", omittingEmptySubsequences: false)
            // -p1 takes the first part away, so there must be a second.
            if parts.count < 2 || parts[0].isEmpty || parts.contains("..") {
                return .outside(line: line + 1, target: target)
            }
        }
        return nil
    }

    /// Line counts before and after, from `@@ -l,s +l,s @@ …`.
    private static func hunkSizes(_ line: Line) -> (old: Int, new: Int)? {
        let words = line.split(separator: 0x20, maxSplits: 4)
        guard words.count >= 4, words[0].elementsEqual("@@".utf8),
            words[3].prefix(2).elementsEqual("@@".utf8),
            let old = size(words[1], sign: "-"), let new = size(words[2], sign: "+")
        else { return nil }
        return (old, new)
    }

    private static func size(_ word: Line, sign: String) -> Int? {
        guard word.starts(with: sign.utf8) else { return nil }
        let numbers = word.dropFirst().split(separator: UInt8(ascii: ","))
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        guard let first = numbers.first, first != nil, numbers.count <= 2 else { return nil }
        let size = numbers.count == 1 ? 1 : numbers[1]
        return size.flatMap { $0 >= 0 ? $0 : nil }
    }

    private static func readHunk(
        _ lines: [Line], from start: Int, _ sizes: (old: Int, new: Int)
    ) -> Result<(end: Int, changed: Int), Damage> {
        var (old, new, changed, index) = (sizes.old, sizes.new, 0, start)
        func damage(_ why: String) -> Result<(end: Int, changed: Int), Damage> {
            .failure(Damage(line: index + 1, why: why))
        }
        while old > 0 || new > 0 {
            // The text behind the last newline is no line.
            let isEnd = index >= lines.count - 1 && (lines.last ?? []).isEmpty
            if isEnd || index >= lines.count { return damage("the hunk ends too early") }
            switch lines[index].first {
            case UInt8(ascii: " "), nil: (old, new) = (old - 1, new - 1)
            case UInt8(ascii: "-"): (old, changed) = (old - 1, changed + 1)
            case UInt8(ascii: "+"): (new, changed) = (new - 1, changed + 1)
            case UInt8(ascii: "\\"): break
            default: return damage("a line of a hunk begins with a space, `-`, `+` or `\\`")
            }
            if old < 0 || new < 0 { return damage("the hunk has more lines than its header says") }
            index += 1
        }
        return .success((index, changed))
    }
}
