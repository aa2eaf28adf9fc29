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

import Support

/// Reads a patch strictly, before anything is applied: the one walk over hunks.
struct PatchParser {
    private let lines: [ArraySlice<UInt8>]
    /// From 0; what is shown counts from 1.
    private var index = 0

    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    /// Reads to the end. Prose is passed over; what another program would take for a
    /// change of a file is not.
    mutating func files() throws(PatchFault) -> [Patch.File] {
        var files: [Patch.File] = []
        while index < lines.count {
            if isFileHeader(index) {
                files.append(try file())
            } else {
                if let fault = ForeignDiff.fault(lines, index) { throw fault }
                index += 1
            }
        }
        if files.isEmpty {
            // Such as a change of nothing but a file's mode.
            throw lines.contains { $0.starts(with: "diff --git ".utf8) }
                ? .touchesNothing : .notADiff
        }
        if !files.flatMap(\.hunks).contains(where: \.changesSomething) { throw .touchesNothing }
        return files
    }

    private func isFileHeader(_ index: Int) -> Bool {
        index + 1 < lines.count && lines[index].starts(with: "--- ".utf8)
            && lines[index + 1].starts(with: "+++ ".utf8)
    }

    // MARK: Files

    private mutating func file() throws(PatchFault) -> Patch.File {
        let first = index + 1
        let (old, new) = (try name(), try name())
        guard let name = new ?? old else {
            throw .damaged(line: first, why: "the patch names /dev/null twice")
        }
        var file = Patch.File(
            path: name.path, writtenPath: name.written, patchLine: first,
            isCreated: old == nil, isDeleted: new == nil)
        while index < lines.count, lines[index].starts(with: "@@".utf8) {
            file.hunks.append(try hunk(number: file.hunks.count + 1))
        }
        if file.hunks.count == 1, let hunk = file.hunks.first {
            // As `diff -N` writes it, with names on both sides.
            file.isCreated = file.isCreated || hunk.old == 0..<0
            file.isDeleted = file.isDeleted || hunk.new == 0..<0
        }
        return file
    }

    /// The path without its first component (`-p1`) and time stamp; nil for
    /// /dev/null.
    private mutating func name() throws(PatchFault) -> (path: String, written: String)? {
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
        return (
            path.hasPrefix(editable) ? "kernel/sched/" + path.dropFirst(editable.count) : path,
            written
        )
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
        var hunk = Patch.Hunk(number: number, patchLine: first, old: old, new: new)
        hunk.lines = try hunkLines(old.count, new.count)
        // Nothing would apply such a line, and nobody writes one for nothing.
        if !isAtEnd, isChange(lines[index]) {
            throw .damaged(line: index + 1, why: "the hunk has more lines than its header says")
        }
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

    private mutating func hunkLines(
        _ old: Int, _ new: Int
    ) throws(PatchFault) -> [Patch.Line] {
        var (old, new) = (old, new)
        var found: [Patch.Line] = []
        while old > 0 || new > 0 || (!isAtEnd && lines[index].first == UInt8(ascii: "\\")) {
            if isAtEnd { throw .damaged(line: index + 1, why: "the hunk ends too early") }
            let line = lines[index]
            let number = index + 1
            if line.last == 0x0D { throw .dosLines(line: number) }
            switch line.first ?? UInt8(ascii: " ") {
            case UInt8(ascii: "+"):
                found.append(.init(kind: .added, patchLine: number, bytes: line.dropFirst()))
                new -= 1
            case UInt8(ascii: "-"):
                found.append(.init(kind: .removed, patchLine: number, bytes: line.dropFirst()))
                old -= 1
            case UInt8(ascii: " "):
                found.append(.init(kind: .context, patchLine: number, bytes: line.dropFirst()))
                (old, new) = (old - 1, new - 1)
            case UInt8(ascii: "\\") where !found.isEmpty:
                found[found.count - 1].lacksNewline = true
            default:
                throw .damaged(
                    line: number, why: "a line of a hunk begins with a space, `-`, `+` or `\\`")
            }
            guard old >= 0, new >= 0 else {
                throw .damaged(line: number, why: "the hunk has more lines than its header says")
            }
            index += 1
        }
        return found
    }

    /// Whether a line behind a hunk would belong to it, unlike the next file's names
    /// and the `-- ` above a mail's signature.
    private func isChange(_ line: ArraySlice<UInt8>) -> Bool {
        if line.first == UInt8(ascii: "+") { return true }
        return line.first == UInt8(ascii: "-") && !line.starts(with: "--- ".utf8)
            && !line.elementsEqual("-- ".utf8) && !line.elementsEqual("--".utf8)
    }

    /// The text behind the last newline is no line.
    private var isAtEnd: Bool {
        index >= lines.count || (index == lines.count - 1 && lines[index].isEmpty)
    }
}
