// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// One patch of the manifest, read.
package struct VariantPatch: Sendable {
    package var name: String
    package var path: String
    /// Where the manifest names it.
    package var location: SourceLocation
    package var text: String
    package var diff: UnifiedDiff
    /// For edits that stand in an editable tree and in no patch file yet: the
    /// place there of a line of a kernel file as it is built, nil for a file that
    /// is not in the tree.
    package var editedPlace: (@Sendable (_ file: String, _ line: Int) -> SourceLocation?)?

    package init(
        name: String, path: String, location: SourceLocation, text: String, diff: UnifiedDiff,
        editedPlace: (@Sendable (_ file: String, _ line: Int) -> SourceLocation?)? = nil
    ) {
        self.name = name
        self.path = path
        self.location = location
        self.text = text
        self.editedPlace = editedPlace
        self.diff = diff
    }

    /// Reads the patches in the manifest's order.
    package static func read(_ manifest: Manifest) throws -> [VariantPatch] {
        try manifest.patches.map { patch in
            let text = try Files.readText(.init(patch.value.path))
            return VariantPatch(
                name: patch.value.name, path: patch.value.path, location: patch.location,
                text: text, diff: UnifiedDiff(text))
        }
    }
}

extension SourceOverlay {
    /// Applies the patches in order with patch(1): offsets are allowed, fuzz is
    /// not. A patch that does not apply is a diagnostic for each failed hunk.
    package func apply(_ patches: [VariantPatch]) async throws {
        for patch in patches {
            for file in patch.diff.files where !file.path.isEmpty {
                try makeEditable(.init(file.path))
            }
            let command = Command(
                "patch",
                [
                    "-p1", "--fuzz=0", "--batch", "--forward", "--no-backup-if-mismatch",
                    "--reject-file=-",
                ], in: root)
            let text = patch.text.replacing("/kernel/sched/mod/", with: "/kernel/sched/")
            let result = try await command.run(input: Array(text.utf8), timeout: 60)
            guard result.isSuccess else {
                throw DiagnosticsError(Self.failures(patch, output: result.text))
            }
        }
    }

    /// patch(1) says `patching file X` and then `Hunk #2 FAILED at 1234.`
    static func failures(_ patch: VariantPatch, output: String) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var file = ""
        for line in output.split(separator: "\n") {
            if line.hasPrefix("patching file ") {
                file = String(line.dropFirst("patching file ".count))
            } else if line.hasPrefix("Hunk #"), line.contains("FAILED") {
                let words = line.split(separator: " ")
                let number = Int(words[1].dropFirst()) ?? 0
                let place = words.last.flatMap { Int($0.filter(\.isNumber)) } ?? 0
                found.append(rejected(patch, file: file, hunk: number, line: place))
            }
        }
        if found.isEmpty {
            found.append(
                Diagnostic(
                    "patch-does-not-apply", at: patch.location,
                    "\(patch.name) does not apply",
                    notes: output.split(separator: "\n").suffix(5).map(String.init),
                    hint: "make it with `diff -u` or `git diff` against this kernel's source"))
        }
        return found
    }

    private static func rejected(
        _ patch: VariantPatch, file: String, hunk number: Int, line: Int
    ) -> Diagnostic {
        let hunk = patch.diff.files.first { $0.path == file }?.hunks.first { $0.number == number }
        let inPatch = hunk.map { " (\(patch.path):\($0.patchLine))" } ?? ""
        return Diagnostic(
            "patch-does-not-apply", at: patch.location,
            "\(patch.name): hunk \(number)\(inPatch) does not match \(file):\(line)",
            hint: "the kernel's source differs there: refresh the patch against this release")
    }
}
