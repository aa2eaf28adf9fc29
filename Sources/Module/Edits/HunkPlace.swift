// SPDX-License-Identifier: Apache-2.0
import Manifest

/// Where the lines that a hunk expects stand in a file. No fuzz: every line of it must be
/// there as the hunk has it.
enum HunkPlace: Equatable {
    /// Index of the first line from 0, and how many lines below the stated place that is.
    case at(Int, offset: Int)
    /// The lines stand elsewhere, at several places: their numbers from 1.
    case ambiguous([Int])
    /// What the hunk makes of them stands there already.
    case applied
    /// Nowhere. The first line that differs at the stated place, from 1; nil past the
    /// file's end.
    case nowhere(line: Int, expected: Patch.Line)

    /// - Parameters:
    ///   - lines: the file as earlier hunks left it.
    ///   - first: index from which on a place may be, behind the hunk before.
    ///   - shift: by how many lines the hunks before moved what follows, their own offset
    ///     included.
    static func find(
        _ hunk: Patch.Hunk, in lines: [PatchedFile.Line], from first: Int, shift: Int
    ) -> HunkPlace {
        let before = hunk.before
        if before.isEmpty { return lines.isEmpty ? .at(0, offset: 0) : .ambiguous([]) }
        let expected = hunk.old.lowerBound - 1 + shift
        if expected >= first, matches(before, lines, at: expected) {
            return .at(expected, offset: 0)
        }
        // `diff` leaves context out at a file's begin and end alone.
        let (leading, trailing) = hunk.context
        var places = Array(first..<max(first, lines.count - before.count + 1))
            .filter { matches(before, lines, at: $0) }
        if leading < trailing, hunk.old.lowerBound <= 1 { places.removeAll { $0 != 0 } }
        if trailing < leading { places.removeAll { $0 != lines.count - before.count } }
        if places.count == 1 { return .at(places[0], offset: places[0] - expected) }
        if !places.isEmpty { return .ambiguous(places.map { $0 + 1 }) }
        if !hunk.after.isEmpty, hunk.changesSomething, matches(hunk.after, lines, at: expected) {
            return .applied
        }
        let different = before.indices.first { index in
            let place = expected + index
            return !lines.indices.contains(place) || lines[place].bytes != before[index].bytes
        }
        let index = different ?? 0
        return .nowhere(line: expected + index + 1, expected: before[index])
    }

    private static func matches(
        _ wanted: [Patch.Line], _ lines: [PatchedFile.Line], at start: Int
    ) -> Bool {
        guard start >= 0, start + wanted.count <= lines.count else { return false }
        return wanted.indices.allSatisfy { wanted[$0].bytes == lines[start + $0].bytes }
    }
}
