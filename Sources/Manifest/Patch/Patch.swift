// SPDX-License-Identifier: Apache-2.0
import Support

/// One patch of a variant, read and parsed once: a file that the manifest lists,
/// or the edits of one file of an editable tree.
///
/// It is parsed to know what it touches; patch(1) applies it.
package struct Patch: Sendable, Equatable {
    /// As written in the manifest; for an edited file its path in the kernel tree.
    package var name: String
    /// Absolute path of the patch file, or of the edited file.
    package var path: String
    /// The manifest's line that lists it, or the edited file.
    package var location: SourceLocation
    /// The patch's text, with its digest.
    package let content: FileContent
    /// What it changes, in the order of the patch.
    package let files: [File]
    /// The files of the editable tree that the edits stand in, by path in the
    /// kernel tree; nil for a patch file.
    package var editedFiles: [String: EditedFile]?

    /// Parses the patch.
    ///
    /// - Throws: `PatchFault` for what is no unified diff, or a damaged one.
    package init(
        name: String, path: String, location: SourceLocation, bytes: [UInt8]
    ) throws(PatchFault) {
        var parser = PatchParser(bytes)
        files = try parser.files()
        content = FileContent(bytes)
        self.name = name
        self.path = path
        self.location = location
    }

    /// Of the whole text.
    package var digest: Digest { content.digest }

    /// What a patch does to one file.
    package struct File: Sendable, Equatable {
        /// Relative to the kernel tree, `kernel/sched/mod/` written as
        /// `kernel/sched/`; the new name, or the old one of a deleted file.
        package var path: String
        /// The patch makes the file.
        package var isCreated: Bool
        /// The patch removes the file.
        package var isDeleted: Bool
        /// In the order of the file.
        package var hunks: [Hunk] = []
    }

    /// Lines of a file that are replaced together.
    package struct Hunk: Sendable, Equatable {
        /// Counts from 1 within the file's hunks.
        package var number: Int
        /// The lines of the patch that it takes, from its `@@`; from 1.
        package var patchLines: Range<Int>
        /// Its lines in the file before and after, from 1, context included.
        package var old: Range<Int>
        /// Lines of the changed file, counted from 1.
        package var new: Range<Int>
        /// The removed and added lines, in the patch's order.
        package var changes: [Change] = []

        /// Line of the `@@` in the patch, from 1.
        package var patchLine: Int { patchLines.lowerBound }
    }

    /// A line that a hunk removes or adds.
    package struct Change: Sendable, Equatable {
        /// The line is new in the changed file.
        package var isAdded: Bool
        /// In the patch, from 1.
        package var patchLine: Int
        /// In the file before; for an added line that of the next.
        package var oldLine: Int
        /// In the file after; for a removed line that of the next.
        package var newLine: Int
        /// Without its sign.
        package var text: String
    }

    /// A file of an editable tree, which has comments of sched's that are not
    /// compiled.
    package struct EditedFile: Sendable, Equatable {
        /// Absolute path.
        package var path: String
        /// Lines of the file that hold such a comment, from 1, ascending.
        package var commentLines: [Int]

        package init(path: String, commentLines: [Int]) {
            self.path = path
            self.commentLines = commentLines
        }

        /// The place of a line of the file as it is compiled.
        package func location(ofLine line: Int) -> SourceLocation {
            let shown = commentLines.reduce(line) { $1 <= $0 ? $0 + 1 : $0 }
            return SourceLocation(file: path, line: shown)
        }
    }
}

extension Patch {
    /// The place in the editable tree of a line of a kernel file as it is
    /// compiled; nil for a patch file, and for a file that is not in the tree.
    package func editedPlace(_ file: String, line: Int) -> SourceLocation? {
        editedFiles?[file]?.location(ofLine: line)
    }

    /// Paths in the kernel tree.
    package var paths: [String] { files.map(\.path) }

    /// What patch(1) is to apply to a kernel tree: file names in the editable
    /// directory `kernel/sched/mod` become the kernel's; hunks stay as they are.
    package var bytesForTree: [UInt8] {
        let inHunks = files.flatMap(\.hunks).map(\.patchLines)
        let naming = ["--- ", "+++ ", "diff ", "Index: "]
        var hunk = 0
        let lines = content.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return Array(
            lines.enumerated().map { index, line -> ArraySlice<UInt8> in
                while hunk < inHunks.count, inHunks[hunk].upperBound <= index + 1 { hunk += 1 }
                if hunk < inHunks.count, inHunks[hunk].contains(index + 1) { return line }
                guard naming.contains(where: { line.starts(with: $0.utf8) }) else { return line }
                return line.replacing(
                    Array("/kernel/sched/mod/".utf8), with: Array("/kernel/sched/".utf8))
            }.joined(separator: CollectionOfOne(0x0A)))
    }

    /// Digest of each patch, by name, as the lock holds it.
    package static func digests(_ patches: [Patch]) -> [String: Digest] {
        Dictionary(
            patches.map { ($0.name, $0.digest) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Patch.Hunk {
    /// Lines of the old file that are removed, or before which lines are added:
    /// where the edit really is, context apart.
    package var touched: [Int] { changes.map(\.oldLine) }

    /// Whether a line of the old file is removed.
    package func removes(_ line: Int) -> Bool {
        changes.contains { !$0.isAdded && $0.oldLine == line }
    }

    /// Where a line of the old file stands in the new one: exact up to the hunk's
    /// first change, an estimate behind it. Nil stands for the line of that change.
    package func newLine(of line: Int?) -> Int {
        new.lowerBound
            + max(0, (line ?? changes.first?.oldLine ?? old.lowerBound) - old.lowerBound)
    }
}

extension Patch.File {
    /// The line before the patch for a line after it, or the hunk that made it.
    package func origin(ofLine line: Int) -> LineOrigin {
        var shift = 0
        for hunk in hunks {
            if hunk.new.contains(line) { return .hunk(hunk) }
            if hunk.new.lowerBound > line { break }
            shift = hunk.old.upperBound - hunk.new.upperBound
        }
        return .unchanged(line + shift)
    }

    /// Where a line of a patched file comes from.
    package enum LineOrigin: Equatable {
        case unchanged(Int)
        case hunk(Patch.Hunk)
    }
}
