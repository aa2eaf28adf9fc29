// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// The files of a kernel that a variant's patches touch, before and after: exactly what
/// was parsed is applied, in the order of the patches, and all checks look at the
/// difference that comes out, never at what a patch says of itself.
struct PatchedTree: Sendable {
    let patches: [Patch]
    /// By path in the kernel tree; of files that no build reads, none.
    private(set) var files: [String: PatchedFile] = [:]
    /// What does not apply, and what was left out.
    private(set) var diagnostics: [Diagnostic] = []
    /// Hunks that stand elsewhere than their patch says, a sentence for each file.
    private(set) var offsets: [String] = []

    /// - Parameter content: the kernel's own file of that path; nil where it has none.
    init(_ patches: [Patch], content: (String) throws -> [UInt8]?) rethrows {
        self.patches = patches
        for (number, patch) in patches.enumerated() {
            for file in patch.files {
                if Self.isCompiled(file.path) {
                    if files[file.path] == nil {
                        files[file.path] = PatchedFile(file.path, content: try content(file.path))
                    }
                    let isMissing = files[file.path]?.lines == nil && !file.isCreated
                    apply(
                        file, of: number,
                        meant: isMissing ? try Self.meant(file.writtenPath, content) : nil)
                } else {
                    leaveOut(file, of: patch)
                }
            }
        }
    }

    /// The same, from a prepared tree.
    init(_ patches: [Patch], tree: FilePath) throws {
        try self.init(patches) { path in
            let file = tree.appending(FilePath(path).components)
            return Files.exists(file) && !Files.isDirectory(file) ? try Files.read(file) : nil
        }
    }

    /// The kernel's own texts of the files.
    var stock: SourceTexts {
        SourceTexts(
            files.compactMapValues { file in
                file.stock.map {
                    String(decoding: $0.joined(separator: [0x0A]) + [0x0A], as: UTF8.self)
                }
            })
    }

    /// Their texts with the patches.
    var texts: SourceTexts {
        SourceTexts(files.filter { $0.value.lines != nil }.mapValues(\.text))
    }

    /// Whether every hunk found its place.
    var applies: Bool { !diagnostics.contains { $0.severity == .error } }

    // MARK: Places

    /// Where the user finds a line of a patch: in the patch, or in the editable tree.
    ///
    /// - Parameter line: of the patched file, from 1.
    func place(_ origin: PatchOrigin, _ file: String, line: Int) -> SourceLocation {
        let patch = patches[origin.patch]
        return patch.editedPlace(file, line: line) ?? patch.place(line: origin.line)
    }

    func place(_ change: PatchedFile.Change, of file: PatchedFile) -> SourceLocation {
        place(change.origin, file.path, line: change.line)
    }

    // MARK: Applying

    /// - Parameter meant: the path that was meant, if the kernel has none of this name.
    private mutating func apply(_ file: Patch.File, of number: Int, meant: String?) {
        guard var patched = files[file.path] else { return }
        if patched.lines == nil {
            guard file.isCreated else {
                report(
                    .patchUnknownFile, number, file.patchLine, file.path,
                    patched.stock == nil
                        ? "the kernel has no file \(file.path)"
                        : "an earlier patch removed \(file.path)",
                    hint: meant.map {
                        "did you mean \($0)? Patches are applied with -p1: the first component of a path is dropped"
                    } ?? "the path must be one in the tree of this kernel, with `a/` in front")
                return
            }
            patched.create()
        } else if file.isCreated {
            report(
                .patchDoesNotApply, number, file.patchLine, file.path,
                "the patch makes \(file.path), which is there already")
            return
        }
        var (first, shift, moved) = (0, 0, 0)
        for hunk in file.hunks {
            switch HunkPlace.find(hunk, in: patched.lines ?? [], from: first, shift: shift) {
            case .at(let start, let offset):
                patched.apply(hunk, at: start, patch: number)
                first = start + hunk.after.count
                shift += offset + hunk.after.count - hunk.before.count
                if offset != 0 { moved = offset }
            case let failure:
                refuse(hunk, failure, patched, number)
            }
        }
        if file.isDeleted, patched.lines?.isEmpty == true { patched.remove() }
        if moved != 0 {
            let direction = moved > 0 ? "below" : "above"
            offsets.append(
                "\(patches[number].name): hunks of \(file.path) apply \(abs(moved)) lines \(direction) their numbers"
            )
        }
        files[file.path] = patched
    }

    private mutating func refuse(
        _ hunk: Patch.Hunk, _ failure: HunkPlace, _ file: PatchedFile, _ number: Int
    ) {
        let stale = "the kernel's source differs there: refresh the patch against this release"
        func quoted(_ bytes: ArraySlice<UInt8>) -> String {
            let text = bytes.drop { $0 == 0x20 || $0 == 0x09 }
            return "`" + String(decoding: text, as: UTF8.self) + "`"
        }
        switch failure {
        case .at: break
        case .applied:
            report(
                .patchDoesNotApply, number, hunk.patchLine, file.path,
                "\(file.path):\(hunk.new.lowerBound) is as the hunk would make it",
                hint: "the kernel has this change already: leave the hunk out")
        case .ambiguous(let places) where places.isEmpty:
            report(
                .patchDoesNotApply, number, hunk.patchLine, file.path,
                "the hunk says by a number alone where it belongs in \(file.path)",
                hint: "make the patch with lines of context: `diff -u`, not `-U0`")
        case .ambiguous(let places):
            report(
                .patchDoesNotApply, number, hunk.patchLine, file.path,
                "the hunk's lines do not stand at \(file.path):\(hunk.old.lowerBound), but at lines \(places.map(String.init).joined(separator: ", ")): which are meant cannot be known",
                hint: stale)
        case .nowhere(let line, let expected):
            let lines = file.lines ?? []
            let there = lines.indices.contains(line - 1) ? quoted(lines[line - 1].bytes) : "no line"
            report(
                .patchDoesNotApply, number, expected.patchLine, file.path,
                "the hunk does not match \(file.path):\(line)",
                notes: ["expected \(quoted(expected.bytes)), there is \(there)"], hint: stale)
        }
    }

    private mutating func report(
        _ code: DiagnosticCode, _ patch: Int, _ line: Int, _ file: String, _ message: String,
        notes: [String] = [], hint: String? = nil
    ) {
        let patch = patches[patch]
        diagnostics.append(
            Diagnostic(
                code,
                at: patch.editedFiles?[file].map { SourceLocation(file: $0.path) }
                    ?? patch.place(line: line), message, notes: notes, hint: hint))
    }

    // MARK: Files of no build

    /// Whether a file can be part of what is compiled.
    static func isCompiled(_ path: String) -> Bool {
        let places = [
            "Documentation/", "tools/", "scripts/", "samples/", "LICENSES/", "MAINTAINERS",
            "CREDITS", "COPYING", "README",
        ]
        let isHidden = path.split(separator: "/").last?.hasPrefix(".") == true
        return !isHidden && !places.contains(where: path.hasPrefix)
            && ![".rst", ".txt", ".md", ".yaml"].contains(where: path.hasSuffix)
    }

    private mutating func leaveOut(_ file: Patch.File, of patch: Patch) {
        diagnostics.append(
            Diagnostic(
                .editNotCompiled, at: patch.place(line: file.patchLine),
                "\(file.path) is no part of the kernel's code: the patch's changes of it are left out"
            ))
    }

    /// The path with fewer components dropped, or with more.
    private static func meant(
        _ written: String, _ content: (String) throws -> [UInt8]?
    ) rethrows -> String? {
        let parts = written.split(separator: "/")
        for dropped in [0, 2, 3, 4] where dropped < parts.count {
            let path = parts.dropFirst(dropped).joined(separator: "/")
            if path.contains("/"), try content(path) != nil { return path }
        }
        return nil
    }
}
