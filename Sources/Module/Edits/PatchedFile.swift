// SPDX-License-Identifier: Apache-2.0
import Manifest

/// One file while patches are applied to it, and what they made of it: each line knows
/// whether it is the kernel's own or which line of which patch put it there.
struct PatchedFile: Sendable, Equatable {
    /// In the kernel tree.
    let path: String
    /// The kernel's own lines, without newlines; line 1 is at index 0. Nil when the
    /// kernel has no such file.
    let stock: [ArraySlice<UInt8>]?
    /// The file now; nil when there is none (any more).
    private(set) var lines: [Line]?
    /// What removed lines of the kernel, by their number from 1.
    private var removals: [Int: PatchOrigin] = [:]
    /// Whether a newline ends the last line.
    private(set) var endsWithNewline = true

    struct Line: Sendable, Equatable {
        var bytes: ArraySlice<UInt8>
        var source: Source
    }

    /// Where a line comes from.
    enum Source: Sendable, Equatable {
        /// The kernel's own, by its number there, from 1.
        case stock(Int)
        case patch(PatchOrigin)
    }

    /// A line by which the file differs from the kernel's.
    struct Change: Sendable, Equatable {
        /// The line is new.
        var isAdded: Bool
        /// A removed line's number in the kernel's file; for an added one that of the
        /// kernel's line in front of which it stands. From 1.
        var stockLine: Int
        /// An added line's number in the patched file; for a removed one that of the line
        /// that follows. From 1.
        var line: Int
        var text: String
        var origin: PatchOrigin
    }

    /// - Parameter content: of the kernel's file; nil when it has none.
    init(_ path: String, content: [UInt8]?) {
        self.path = path
        guard let content else {
            (stock, lines) = (nil, nil)
            return
        }
        endsWithNewline = content.isEmpty || content.last == 0x0A
        var texts = content.split(separator: 0x0A, omittingEmptySubsequences: false)
        if endsWithNewline { texts.removeLast() }
        stock = texts
        lines = texts.enumerated().map { Line(bytes: $1, source: .stock($0 + 1)) }
    }

    /// The file's bytes now; nil when there is none.
    var bytes: [UInt8]? {
        guard let lines else { return nil }
        let joined = Array(lines.map(\.bytes).joined(separator: CollectionOfOne(0x0A)))
        return lines.isEmpty ? [] : endsWithNewline ? joined + [0x0A] : joined
    }

    /// The file's text now; empty when there is none.
    var text: String { String(decoding: bytes ?? [], as: UTF8.self) }

    /// Where line `number` of the patched file, from 1, comes from; nil past its end.
    func source(ofLine number: Int) -> Source? {
        guard let lines, lines.indices.contains(number - 1) else { return nil }
        return lines[number - 1].source
    }

    /// Whether lines of the kernel's file have other code now: comments and white space
    /// make no difference.
    func changesCode(in range: ClosedRange<Int>) -> Bool {
        guard let stock, let lines, range.upperBound <= stock.count, range.lowerBound > 0 else {
            return true
        }
        func index(of number: Int) -> Int? {
            lines.firstIndex { $0.source == .stock(number) }
        }
        guard let first = index(of: range.lowerBound), let last = index(of: range.upperBound),
            first <= last
        else { return true }
        return SourceCode(stock[range.lowerBound - 1..<range.upperBound])
            != SourceCode(lines[first...last].map(\.bytes))
    }

    /// An empty file, for a patch that makes it.
    mutating func create() { lines = [] }

    /// Lets a patch that has emptied the file remove it.
    mutating func remove() { lines = nil }

    /// Replaces what a hunk matched from index `start`.
    mutating func apply(_ hunk: Patch.Hunk, at start: Int, patch: Int) {
        guard var now = lines else { return }
        var index = start
        for line in hunk.lines {
            let origin = PatchOrigin(patch: patch, hunk: hunk.number, line: line.patchLine)
            switch line.kind {
            case .context: index += 1
            case .removed:
                if case .stock(let number) = now[index].source { removals[number] = origin }
                now.remove(at: index)
            case .added:
                now.insert(Line(bytes: line.bytes, source: .patch(origin)), at: index)
                index += 1
            }
        }
        if index == now.count, hunk.lines.last?.kind != .context {
            endsWithNewline = hunk.after.last?.lacksNewline != true
        }
        lines = now
    }

    // MARK: The difference

    /// The lines by which the file differs from the kernel's, in its order. What one
    /// patch does and another takes back is none.
    func changes() -> [Change] {
        var found: [Change] = []
        var added: [(number: Int, line: Line)] = []
        var next = 1
        func close(before end: Int) {
            if added.isEmpty, end <= next { return }
            found += difference(stock: next..<max(next, end), added)
            added = []
        }
        for (index, line) in (lines ?? []).enumerated() {
            switch line.source {
            case .patch: added.append((index + 1, line))
            case .stock(let number):
                close(before: number)
                next = number + 1
            }
        }
        close(before: (stock?.count ?? 0) + 1)
        return found
    }

    /// The kernel's lines against those that stand in their place.
    private func difference(
        stock range: Range<Int>, _ added: [(number: Int, line: Line)]
    ) -> [Change] {
        let before = range.map { stock?[$0 - 1] ?? [] }
        let steps = added.map(\.line.bytes).difference(from: before)
        func offset(_ step: CollectionDifference<ArraySlice<UInt8>>.Change) -> Int {
            switch step {
            case .insert(let offset, _, _), .remove(let offset, _, _): offset
            }
        }
        let removed = Set(steps.removals.map(offset))
        let inserted = Set(steps.insertions.map(offset))
        let following = (added.last?.number).map { $0 + 1 } ?? 0
        var found: [Change] = []
        var (old, new) = (0, 0)
        while old < before.count || new < added.count {
            let line = new < added.count ? added[new].number : following
            if old < before.count, removed.contains(old) {
                let number = range.lowerBound + old
                if let origin = removals[number] {
                    found.append(
                        Change(
                            isAdded: false, stockLine: number,
                            line: line == 0 ? position(after: number) : line,
                            text: String(decoding: before[old], as: UTF8.self), origin: origin))
                }
                old += 1
            } else if new < added.count, inserted.contains(new) {
                if case .patch(let origin) = added[new].line.source {
                    found.append(
                        Change(
                            isAdded: true, stockLine: range.lowerBound + old, line: line,
                            text: String(decoding: added[new].line.bytes, as: UTF8.self),
                            origin: origin))
                }
                new += 1
            } else {
                (old, new) = (old + 1, new + 1)
            }
        }
        return found
    }

    /// In the patched file, the first line that stood behind line `number` of the kernel's.
    private func position(after number: Int) -> Int {
        let lines = lines ?? []
        let index = lines.firstIndex {
            if case .stock(let other) = $0.source { other > number } else { false }
        }
        return (index ?? lines.count) + 1
    }
}

/// A line of a patch, by the patch's place in the variant's list.
struct PatchOrigin: Sendable, Hashable {
    /// Index in the variant's patches.
    var patch: Int
    /// Counts from 1 within its file.
    var hunk: Int
    /// In the patch, from 1.
    var line: Int
}
