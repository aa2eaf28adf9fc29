// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

extension SourceOverlay {
    /// Applies the patches in order with patch(1): offsets are allowed, fuzz is
    /// not. A patch that does not apply is a diagnostic for each failed hunk.
    package func apply(_ patches: [Patch]) async throws {
        for patch in patches {
            for path in patch.paths { try makeEditable(FilePath(path)) }
            let command = Command(
                "patch",
                [
                    "-p1", "--fuzz=0", "--batch", "--forward", "--no-backup-if-mismatch",
                    "--reject-file=-",
                ], in: root)
            let result = try await command.run(input: patch.bytesForTree, timeout: 60)
            guard result.isSuccess else {
                throw DiagnosticsError(Self.failures(patch, output: result.text))
            }
        }
    }

    /// patch(1) says `patching file X` and then `Hunk #2 FAILED at 1234.`
    static func failures(_ patch: Patch, output: String) -> [Diagnostic] {
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
                    .patchDoesNotApply, at: patch.location,
                    "\(patch.name) does not apply",
                    notes: output.split(separator: "\n").suffix(5).map(String.init),
                    hint: "make it with `diff -u` or `git diff` against this kernel's source"))
        }
        return found
    }

    private static func rejected(
        _ patch: Patch, file: String, hunk number: Int, line: Int
    ) -> Diagnostic {
        let hunk = patch.files.first { $0.path == file }?.hunks.first { $0.number == number }
        let inPatch = hunk.map { " (\(patch.path):\($0.patchLine))" } ?? ""
        return Diagnostic(
            .patchDoesNotApply, at: patch.location,
            "\(patch.name): hunk \(number)\(inPatch) does not match \(file):\(line)",
            hint: "the kernel's source differs there: refresh the patch against this release")
    }
}
