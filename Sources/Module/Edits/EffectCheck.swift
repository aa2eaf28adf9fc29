// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Finds, before anything is compiled, hunks that change no code that the kernel is made
/// of: comments and white space, lines that the configuration leaves out, and what a later
/// patch of the series takes back.
struct EffectCheck {
    let tree: PatchedTree
    /// What include/generated/autoconf.h defines; nil when that is not known.
    let options: Set<String>?

    /// The options that the kernel was built with.
    ///
    /// - Parameter header: the text of include/generated/autoconf.h.
    static func options(_ header: String) -> Set<String> {
        let define = "#define "
        return Set(
            header.split(separator: "\n").filter { $0.utf8.starts(with: "\(define)CONFIG_".utf8) }
                .map { String($0.dropFirst(define.count).prefix { !$0.isWhitespace }) })
    }

    /// A warning for each hunk without effect; one for a patch that has no other hunks.
    func diagnostics() -> [Diagnostic] {
        let files = tree.files.filter { Self.isSource($0.value) }.mapValues(read)
        return tree.patches.indices.flatMap { number in
            let hunks = tree.patches[number].files.flatMap { file in
                file.hunks.map { (file, $0) }
            }
            let idle = hunks.compactMap { file, hunk in
                files[file.path].flatMap { idleHunk(hunk, of: number, in: $0) }
            }
            return idle.count == hunks.count && idle.count > 1
                ? [Self.whole(tree.patches[number], idle)]
                : idle.map { Diagnostic(.hunkWithoutEffect, at: $0.place, $0.text, hint: $0.hint) }
        }
    }

    // MARK: Files

    /// What gcc sees of a file, before and after the patches.
    private struct File {
        let file: PatchedFile
        let changes: [PatchedFile.Change]
        let stock: Seen
        let patched: Seen
    }

    private struct Seen {
        let words: [[[UInt8]]]
        let leftOut: [String?]

        init(_ lines: [ArraySlice<UInt8>], _ options: Set<String>?) {
            words = SourceCode.words(ofEach: lines)
            leftOut =
                options.map { [words] in ConditionalLines(words, options: $0).leftOut }
                ?? words.map { _ in nil }
        }

        /// The words of line `number`, from 1, that are compiled.
        func code(_ number: Int) -> [[UInt8]] {
            leftOut[number - 1] == nil ? words[number - 1] : []
        }

        /// What leaves the line out, if there is code in it.
        func condition(_ number: Int) -> String? {
            words[number - 1].isEmpty ? nil : leftOut[number - 1]
        }
    }

    /// Others are made or removed as a whole, or no C.
    private static func isSource(_ file: PatchedFile) -> Bool {
        file.stock != nil && file.lines != nil
            && (file.path.hasSuffix(".c") || file.path.hasSuffix(".h"))
    }

    private func read(_ file: PatchedFile) -> File {
        File(
            file: file, changes: file.changes(), stock: Seen(file.stock ?? [], options),
            patched: Seen((file.lines ?? []).map(\.bytes), options))
    }

    // MARK: Hunks

    private struct IdleHunk {
        var place: SourceLocation
        var text: String
        var hint: String?
    }

    private func idleHunk(_ hunk: Patch.Hunk, of patch: Int, in file: File) -> IdleHunk? {
        guard let first = hunk.lines.first(where: { $0.kind != .context }) else { return nil }
        let changes = file.changes.filter { change in
            change.origin.patch == patch
                && hunk.lines.contains { $0.patchLine == change.origin.line }
        }
        guard let change = changes.first else {
            return IdleHunk(
                place: tree.patches[patch].place(line: first.patchLine),
                text:
                    "\(file.file.path): nothing is left of the hunk: one patch of the series takes back what another does",
                hint: "leave out the hunk, and what takes it back")
        }
        let blocks = changes.chunked { $1.origin.line == $0.origin.line + 1 }
        if blocks.contains(where: { changesCode($0, file) }) { return nil }
        let start = "\(file.file.path):\(change.stockLine): "
        let place = tree.place(change, of: file.file)
        guard let condition = changes.lazy.compactMap({ condition(of: $0, file) }).first else {
            return IdleHunk(
                place: place, text: start + "the hunk changes comments or white space, and no code")
        }
        return IdleHunk(
            place: place,
            text: start
                + "the kernel is built without the lines of the hunk: `\(condition)` leaves them out",
            hint: "move them out of that condition, or choose a kernel that has it")
    }

    private func changesCode(_ block: ArraySlice<PatchedFile.Change>, _ file: File) -> Bool {
        let removed = block.filter { !$0.isAdded }.flatMap { file.stock.code($0.stockLine) }
        let added = block.filter(\.isAdded).flatMap { file.patched.code($0.line) }
        return removed != added
    }

    private func condition(of change: PatchedFile.Change, _ file: File) -> String? {
        change.isAdded
            ? file.patched.condition(change.line) : file.stock.condition(change.stockLine)
    }

    private static func whole(_ patch: Patch, _ hunks: [IdleHunk]) -> Diagnostic {
        Diagnostic(
            .hunkWithoutEffect, at: hunks[0].place, "nothing of `\(patch.name)` takes effect",
            notes: hunks.map { "\($0.place): \($0.text)" }, hint: "leave the patch out")
    }
}

extension Array {
    /// Runs of elements of which each belongs to the one before it.
    fileprivate func chunked(_ belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var runs: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices where index > start && !belongs(self[index - 1], self[index]) {
            runs.append(self[start..<index])
            start = index
        }
        return isEmpty ? [] : runs + [self[start...]]
    }
}
