// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// What gcc printed about a unit that did not compile.
struct CompilerOutput {
    private let text: String

    init(_ text: String) { self.text = text }

    /// One diagnostic for each `file:line:column: error: …`, at the patch's line where a
    /// patch made it or uses the macro that it is in, else at the kernel's own.
    func diagnostics(unit: String, tree: PatchedTree?) -> [Diagnostic] {
        let found = remarks("error: ").map { diagnostic($0, tree) }
        if !found.isEmpty { return found }
        return [
            Diagnostic(
                .compileError, at: SourceLocation(file: unit), "the compiler failed",
                notes: text.split(separator: "\n").suffix(10).map(String.init))
        ]
    }

    /// One for each warning about a line that a patch made; the kernel's own lines have
    /// theirs, too.
    func warnings(tree: PatchedTree) -> [Diagnostic] {
        remarks("warning: ").compactMap { remark in
            place(remark, tree).map { Diagnostic(.compileWarning, at: $0, remark.message) }
        }
    }

    private struct Remark {
        /// In the kernel tree.
        var path: String
        var line: Int
        var column: Int
        var message: String
        /// Where the macros that it is in are used, from the inside out.
        var uses: [Remark] = []
    }

    /// The lines `file:line:column: error: …` and the like.
    private func remarks(_ kind: String) -> [Remark] {
        var found: [Remark] = []
        var isWanted = false
        for line in text.split(separator: "\n") {
            if let remark = Self.remark(line, kind) {
                found.append(remark)
                isWanted = true
            } else if isWanted, let use = Self.remark(line, "note: in expansion of macro ") {
                found[found.count - 1].uses.append(use)
            } else if line.contains(": error: ") || line.contains(": warning: ") {
                isWanted = false
            }
        }
        return found
    }

    private static func remark(_ line: Substring, _ kind: String) -> Remark? {
        guard let word = line.firstRange(of: kind) else { return nil }
        let parts = line.split(separator: ":", maxSplits: 3)
        guard parts.count == 4, let number = Int(parts[1]), let column = Int(parts[2]) else {
            return nil
        }
        let path = parts[0].hasPrefix("./") ? parts[0].dropFirst(2) : parts[0]
        return Remark(
            path: String(path), line: number, column: column,
            message: String(line[word.upperBound...]))
    }

    /// The line of a patch, or of an editable tree, that gcc speaks of, be it by a macro
    /// that is used there; nil for the kernel's own.
    private func place(_ remark: Remark, _ tree: PatchedTree) -> SourceLocation? {
        ([remark] + remark.uses).lazy.compactMap { ownPlace($0, tree) }.first
    }

    private func ownPlace(_ remark: Remark, _ tree: PatchedTree) -> SourceLocation? {
        guard case .patch(let origin)? = tree.files[remark.path]?.source(ofLine: remark.line)
        else { return nil }
        var place = tree.place(origin, remark.path, line: remark.line)
        // In a patch, the line's sign is in front.
        let sign = tree.patches[origin.patch].editedFiles == nil ? 1 : 0
        place.column = remark.column + sign
        return place
    }

    private func diagnostic(_ remark: Remark, _ tree: PatchedTree?) -> Diagnostic {
        if let tree, let place = place(remark, tree) {
            return Diagnostic(.compileError, at: place, remark.message)
        }
        var line = remark.line
        if case .stock(let own)? = tree?.files[remark.path]?.source(ofLine: line) { line = own }
        return Diagnostic(
            .compileError,
            at: SourceLocation(file: remark.path, line: line, column: remark.column),
            remark.message, hint: "no patch touches this line: look at what it uses")
    }
}
