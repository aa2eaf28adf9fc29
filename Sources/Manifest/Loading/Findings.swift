// SPDX-License-Identifier: Apache-2.0
import Support

/// Collects what is wrong, so that all of it is reported at once. A class,
/// because every part of the manifest writes to the same one.
final class Findings {
    private var diagnostics: [Diagnostic] = []

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func error(
        _ code: DiagnosticCode, at location: SourceLocation, _ message: String,
        notes: [String] = [], hint: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(code, .error, at: location, message, notes: notes, hint: hint))
    }

    func warning(
        _ code: DiagnosticCode, at location: SourceLocation, _ message: String,
        notes: [String] = [], hint: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(code, .warning, at: location, message, notes: notes, hint: hint))
    }

    func add(_ others: [Diagnostic]) { diagnostics += others }

    /// By line and column, the manifest's own before those of its patches.
    func sorted(first file: String) -> [Diagnostic] {
        func key(_ diagnostic: Diagnostic) -> (Int, String, Int, Int, String) {
            let place = diagnostic.location ?? SourceLocation(file: file)
            return (
                place.file == file ? 0 : 1, place.file, place.line, place.column,
                diagnostic.code.rawValue
            )
        }
        return diagnostics.sorted { key($0) < key($1) }
    }
}
