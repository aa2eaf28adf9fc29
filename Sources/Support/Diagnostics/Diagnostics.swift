// SPDX-License-Identifier: Apache-2.0

/// Collects what is wrong, so that all of it is told at once. A class, because the
/// parts of a check write to the same one.
package final class Diagnostics {
    /// In the order in which they were found.
    package private(set) var all: [Diagnostic]

    /// Begins with what an earlier stage found.
    package init(_ diagnostics: [Diagnostic] = []) { all = diagnostics }

    /// Whether one of them ends the command.
    package var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// Those that do not end the command.
    package var warnings: [Diagnostic] { all.filter { $0.severity == .warning } }

    /// Adds what was found.
    package func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }

    /// Adds what was found at a place; the code says how severe it is.
    package func add(
        _ code: DiagnosticCode, at location: SourceLocation?, _ message: String,
        notes: [String] = [], hint: String? = nil
    ) {
        add(Diagnostic(code, at: location, message, notes: notes, hint: hint))
    }

    /// Adds what another check found.
    package func addAll(_ others: some Sequence<Diagnostic>) { all += others }

    /// By line and column; those of this file before those of others, such as its patches.
    package func sorted(first file: String) -> [Diagnostic] {
        func key(_ diagnostic: Diagnostic) -> (Int, String, Int, Int, String) {
            let place = diagnostic.location ?? SourceLocation(file: file)
            return (
                place.file == file ? 0 : 1, place.file, place.line, place.column,
                diagnostic.code.rawValue
            )
        }
        return all.sorted { key($0) < key($1) }
    }

    /// - Throws: all that was found, warnings too, when one of them is an error.
    package func throwIfErrors() throws(DiagnosticsError) {
        if hasErrors { throw DiagnosticsError(all) }
    }
}
