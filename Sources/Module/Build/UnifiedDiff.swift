// SPDX-License-Identifier: Apache-2.0
//
// A unified diff, as `diff -u` and `git diff` write it (POSIX diff -u):
//
//     --- a/kernel/sched/fair.c
//     +++ b/kernel/sched/fair.c
//     @@ -100,7 +100,8 @@ optional text
//      context, -removed, +added, "\ No newline at end of file"
//
// It is read to know what a patch touches; applying it is patch(1)'s work.

/// What one patch does to the files it names.
package struct UnifiedDiff: Sendable, Equatable {
    package var files: [File] = []

    package struct File: Sendable, Equatable {
        /// Relative to the kernel tree, `kernel/sched/mod/` written as
        /// `kernel/sched/`; the new name, or the old one of a deleted file.
        package var path: String
        package var isCreated = false
        package var isDeleted = false
        package var hunks: [Hunk] = []
    }

    package struct Hunk: Sendable, Equatable {
        /// Counts from 1 within the file's hunks.
        package var number: Int
        /// Line of the `@@` in the patch, from 1.
        package var patchLine: Int
        package var old: Range<Int>
        package var new: Range<Int>
        /// Lines of the old file that are removed, or before which lines are
        /// added: where the edit really is, context apart.
        package var touched: [Int] = []
        /// Of these, the lines that are removed.
        package var removed: Set<Int> = []

        /// About where a line of the old file stands in the new one; exact for
        /// the hunk's first change, the first line without one.
        func newLine(of line: Int?) -> Int {
            new.lowerBound + max(0, (line ?? touched.first ?? old.lowerBound) - old.lowerBound)
        }
    }

    /// Reads what there is; text that is no diff is skipped, as patch(1) does.
    package init(_ text: String) {
        var parser = Parser(lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        files = parser.parse()
    }
}

extension UnifiedDiff {
    /// The line of `path` before this diff for a line after it, or the hunk that
    /// made the line.
    func origin(ofLine line: Int, in path: String) -> Origin {
        guard let file = files.first(where: { $0.path == path }) else { return .unchanged(line) }
        var shift = 0
        for hunk in file.hunks {
            if hunk.new.contains(line) { return .hunk(hunk) }
            if hunk.new.lowerBound > line { break }
            shift = hunk.old.upperBound - hunk.new.upperBound
        }
        return .unchanged(line + shift)
    }

    enum Origin: Equatable {
        case unchanged(Int)
        case hunk(Hunk)
    }
}

private struct Parser {
    var lines: [Substring]
    var position = 0

    mutating func parse() -> [UnifiedDiff.File] {
        var files: [UnifiedDiff.File] = []
        while position < lines.count {
            if lines[position].hasPrefix("--- "), position + 1 < lines.count,
                lines[position + 1].hasPrefix("+++ ")
            {
                files.append(file())
            } else {
                position += 1
            }
        }
        return files
    }

    private mutating func file() -> UnifiedDiff.File {
        let old = name(lines[position].dropFirst(4))
        let new = name(lines[position + 1].dropFirst(4))
        position += 2
        var file = UnifiedDiff.File(path: new ?? old ?? "")
        file.isCreated = old == nil
        file.isDeleted = new == nil
        while position < lines.count, let hunk = hunk(number: file.hunks.count + 1) {
            file.hunks.append(hunk)
        }
        return file
    }

    /// The path without its first component (`-p1`) and time stamp.
    private func name(_ text: Substring) -> String? {
        let path = text.prefix { $0 != "\t" && $0 != "\r" }
        if path == "/dev/null" { return nil }
        let parts = path.split(separator: "/", maxSplits: 1)
        let stripped = String(parts.count == 2 ? parts[1] : path)
        let editable = "kernel/sched/mod/"
        return stripped.hasPrefix(editable)
            ? "kernel/sched/" + stripped.dropFirst(editable.count) : stripped
    }

    private mutating func hunk(number: Int) -> UnifiedDiff.Hunk? {
        guard lines[position].hasPrefix("@@ -") else { return nil }
        let words = lines[position].split(separator: " ")
        guard words.count >= 3, let old = range(words[1].dropFirst()),
            let new = range(words[2].dropFirst())
        else { return nil }
        var hunk = UnifiedDiff.Hunk(
            number: number, patchLine: position + 1, old: old, new: new)
        position += 1
        var oldLine = old.lowerBound
        var newLine = new.lowerBound
        while position < lines.count, oldLine < old.upperBound || newLine < new.upperBound {
            switch lines[position].first {
            case "-":
                hunk.touched.append(oldLine)
                hunk.removed.insert(oldLine)
                oldLine += 1
            case "+":
                hunk.touched.append(oldLine)
                newLine += 1
            case "\\": break
            default:
                oldLine += 1
                newLine += 1
            }
            position += 1
        }
        return hunk
    }

    /// `12,7` is 12..<19; `12` is one line; `0,0` is no line.
    private func range(_ text: Substring) -> Range<Int>? {
        let numbers = text.split(separator: ",").map { Int($0) }
        guard let first = numbers.first ?? nil else { return nil }
        let count = numbers.count > 1 ? numbers[1] ?? 0 : 1
        // Lines of no real file: the hunk is none.
        guard (0..<1 << 31).contains(first), (0..<1 << 31).contains(count) else { return nil }
        return first..<first + count
    }
}
