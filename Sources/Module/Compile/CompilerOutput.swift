// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// What gcc printed about a unit that did not compile.
struct CompilerOutput {
    private let text: String

    init(_ text: String) { self.text = text }

    /// One diagnostic for each `file:line:column: error: …`, with the manifest's
    /// line, patch and hunk that made the line, where one did.
    func diagnostics(unit: String, patches: [Patch]) -> [Diagnostic] {
        let found = text.split(separator: "\n").compactMap { line -> Diagnostic? in
            guard let error = line.firstRange(of: "error: ") else { return nil }
            let parts = line.split(separator: ":", maxSplits: 3)
            guard parts.count == 4, let number = Int(parts[1]), let column = Int(parts[2]) else {
                return nil
            }
            return diagnostic(
                file: String(parts[0]), line: number, column: column,
                message: String(line[error.upperBound...]), patches)
        }
        if !found.isEmpty { return found }
        return [
            Diagnostic(
                .compileError, at: SourceLocation(file: unit), "the compiler failed",
                notes: text.split(separator: "\n").suffix(10).map(String.init))
        ]
    }

    private func diagnostic(
        file: String, line: Int, column: Int, message: String, _ patches: [Patch]
    ) -> Diagnostic {
        let path = file.hasPrefix("./") ? String(file.dropFirst(2)) : file
        let place = "\(path):\(line):\(column)"
        if var edited = patches.lazy.compactMap({ $0.editedPlace(path, line: line) }).first {
            edited.column = column
            return Diagnostic(.compileError, at: edited, message)
        }
        var line = line
        for patch in patches.reversed() {
            guard let file = patch.files.first(where: { $0.path == path }) else { continue }
            switch file.origin(ofLine: line) {
            case .unchanged(let before): line = before
            case .hunk(let hunk):
                return Diagnostic(
                    .compileError, at: patch.location,
                    "\(patch.name): hunk \(hunk.number) (\(patch.path):\(hunk.patchLine)): \(place): \(message)"
                )
            }
        }
        return Diagnostic(
            .compileError, at: SourceLocation(file: path, line: line, column: column), message,
            hint: "no patch touches this line: look at what it uses")
    }
}
