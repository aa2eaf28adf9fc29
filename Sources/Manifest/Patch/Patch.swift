// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// One patch of a variant, read and parsed once: a file that the manifest lists,
/// or the edits of one file of an editable tree.
///
/// What was parsed is what is applied (`PatchedTree`), nothing else: text around the
/// diffs has no effect, and a diff in another form is refused.
package struct Patch: Sendable, Equatable {
    /// As written in the manifest; for an edited file its path in the kernel tree.
    package var name: String
    /// Absolute path of the patch file, or of the edited file.
    package var path: String
    /// The manifest's line that lists it, or the edited file.
    package var location: SourceLocation
    /// The patch's text, with its digest.
    package let content: FileContent
    /// What it changes, in the order of the patch. A file may be there twice, as in a
    /// mailbox of several mails.
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
        /// As the patch writes it, the component in front included.
        package var writtenPath: String
        /// Line of its `---` in the patch, from 1.
        package var patchLine: Int
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
        /// Line of the `@@` in the patch, from 1.
        package var patchLine: Int
        /// Where the patch says that its lines stand in the file before and after, from
        /// 1, context included. Only `PatchedTree` knows where they really stand.
        package var old: Range<Int>
        package var new: Range<Int>
        /// Context, removed and added lines, in the patch's order.
        package var lines: [Line] = []
    }

    /// A line of a hunk.
    package struct Line: Sendable, Equatable {
        package enum Kind: Sendable { case context, removed, added }
        package var kind: Kind
        /// In the patch, from 1.
        package var patchLine: Int
        /// Without its sign and newline.
        package var bytes: ArraySlice<UInt8>
        /// It is the last line of its file, and no newline ends it.
        package var lacksNewline = false
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

    /// A line of the patch, by the path under which the user finds it: relative to where
    /// the manifest's path is relative to.
    package func place(line: Int) -> SourceLocation {
        if editedFiles != nil { return SourceLocation(file: path) }
        let directory = FilePath(location.file).removingLastComponent()
        return SourceLocation(
            file: directory.appending(FilePath(name).components).string, line: line, column: 1)
    }

    /// Paths in the kernel tree.
    package var paths: [String] { files.map(\.path) }

    /// Digest of each patch, by name, as the lock holds it.
    package static func digests(_ patches: [Patch]) -> [String: Digest] {
        Dictionary(
            patches.map { ($0.name, $0.digest) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Patch.Hunk {
    /// The lines that must stand in the file, in order.
    package var before: [Patch.Line] { lines.filter { $0.kind != .added } }
    /// The lines that stand there afterwards.
    package var after: [Patch.Line] { lines.filter { $0.kind != .removed } }
    /// Whether a line is removed or added.
    package var changesSomething: Bool { lines.contains { $0.kind != .context } }
    /// How many lines of context stand in front of the first change, and behind the last.
    package var context: (leading: Int, trailing: Int) {
        (
            lines.prefix { $0.kind == .context }.count,
            lines.reversed().prefix { $0.kind == .context }.count
        )
    }
}
