// SPDX-License-Identifier: Apache-2.0
//
// A unified diff, as `diff -u` and `git diff` write it (POSIX diff -u):
//
//     any prose
//     --- a/kernel/sched/fair.c
//     +++ b/kernel/sched/fair.c
//     @@ -100,7 +100,8 @@ optional text
//      context, -removed, +added, "\ No newline at end of file"
//
// A size of 1 may be left out of a hunk's header. An empty line counts as an
// empty context line, because mailers strip the space.

/// Reads a patch strictly, before anything is applied: the one walk over hunks.
struct PatchParser {
    private let lines: [ArraySlice<UInt8>]
    /// From 0; what is shown counts from 1.
    private var index = 0

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    /// Reads to the end. Text that is no diff is skipped, as patch(1) does.
    mutating func files() throws(PatchFault) -> [Patch.File] {
        var files: [Patch.File] = []
        while index < lines.count {
            if isFileHeader(index) { files.append(try file()) } else { index += 1 }
        }
        let hunks = files.flatMap(\.hunks)
        if hunks.isEmpty && files.isEmpty && !lines.contains(where: isGitHeader) {
            throw .notADiff
        }
        if hunks.allSatisfy(\.changes.isEmpty) { throw .touchesNothing }
        return files
    }

    private func isFileHeader(_ index: Int) -> Bool {
        index + 1 < lines.count && lines[index].starts(with: "--- ".utf8)
            && lines[index + 1].starts(with: "+++ ".utf8)
    }

    private func isGitHeader(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "diff --git ".utf8)
    }

    // MARK: Files

    private mutating func file() throws(PatchFault) -> Patch.File {
        let (old, new) = (try name(), try name())
        var file = Patch.File(
            path: new ?? old ?? "", isCreated: old == nil, isDeleted: new == nil)
        while index < lines.count, lines[index].starts(with: "@@".utf8) {
            file.hunks.append(try hunk(number: file.hunks.count + 1))
        }
        return file
    }

    /// The path without its first component (`-p1`) and time stamp; nil for
    /// /dev/null.
    private mutating func name() throws(PatchFault) -> String? {
        let bytes = lines[index].dropFirst(4).prefix { $0 != 0x09 && $0 != 0x0D }
        let written = String(decoding: bytes, as: UTF8.self)
        index += 1
        if written == "/dev/null" { return nil }
        let parts = written.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, !parts.contains("..") else {
            throw .outside(line: index, target: written)
        }
        let path = parts.dropFirst().joined(separator: "/")
        let editable = "kernel/sched/mod/"
        return path.hasPrefix(editable)
            ? "kernel/sched/" + path.dropFirst(editable.count) : path
    }

    // MARK: Hunks

    private mutating func hunk(number: Int) throws(PatchFault) -> Patch.Hunk {
        let first = index + 1
        if lines[index].last == 0x0D { throw .dosLines(line: first) }
        let words = lines[index].split(separator: 0x20, maxSplits: 4)
        guard words.count >= 4, words[0].elementsEqual("@@".utf8),
            words[3].starts(with: "@@".utf8),
            let old = Self.range(words[1], sign: "-"), let new = Self.range(words[2], sign: "+")
        else { throw .damaged(line: first, why: "this is no hunk header") }
        index += 1
        var hunk = Patch.Hunk(number: number, patchLines: first..<first, old: old, new: new)
        hunk.changes = try changes(old, new)
        while index < lines.count, lines[index].first == UInt8(ascii: "\\") { index += 1 }
        hunk.patchLines = first..<index + 1
        return hunk
    }

    /// `-12,7` is 12..<19; `-12` is one line; `-0,0` is no line.
    private static func range(_ word: ArraySlice<UInt8>, sign: String) -> Range<Int>? {
        guard word.starts(with: sign.utf8) else { return nil }
        let numbers = word.dropFirst().split(separator: UInt8(ascii: ","))
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        // Lines of no real file: the hunk is none.
        let possible = 0..<1 << 31
        guard (1...2).contains(numbers.count), let first = numbers[0],
            let count = numbers.count == 1 ? 1 : numbers[1], possible.contains(first),
            possible.contains(count)
        else { return nil }
        return first..<first + count
    }

    private mutating func changes(
        _ old: Range<Int>, _ new: Range<Int>
    ) throws(PatchFault) -> [Patch.Change] {
        var changes: [Patch.Change] = []
        var (oldLine, newLine) = (old.lowerBound, new.lowerBound)
        while oldLine < old.upperBound || newLine < new.upperBound {
            if isAtEnd { throw .damaged(line: index + 1, why: "the hunk ends too early") }
            let sign = lines[index].first ?? UInt8(ascii: " ")
            let isAdded = sign == UInt8(ascii: "+")
            switch sign {
            case UInt8(ascii: "-"), UInt8(ascii: "+"):
                changes.append(
                    Patch.Change(
                        isAdded: isAdded, patchLine: index + 1, oldLine: oldLine,
                        newLine: newLine,
                        text: String(decoding: lines[index].dropFirst(), as: UTF8.self)))
                if isAdded { newLine += 1 } else { oldLine += 1 }
            case UInt8(ascii: " "): (oldLine, newLine) = (oldLine + 1, newLine + 1)
            case UInt8(ascii: "\\"): break
            default:
                throw .damaged(
                    line: index + 1, why: "a line of a hunk begins with a space, `-`, `+` or `\\`")
            }
            guard oldLine <= old.upperBound, newLine <= new.upperBound else {
                throw .damaged(
                    line: index + 1, why: "the hunk has more lines than its header says")
            }
            index += 1
        }
        return changes
    }

    /// The text behind the last newline is no line.
    private var isAtEnd: Bool {
        index >= lines.count || (index == lines.count - 1 && lines[index].isEmpty)
    }
}
