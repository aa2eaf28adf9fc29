// SPDX-License-Identifier: Apache-2.0

/// Collects what is wrong, so that all of it is told at once. A class, because the
/// parts of a check write to the same one.
package final class Diagnostics {
    /// In the order in which they were found.
    package private(set) var all: [Diagnostic]

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

    /// - Throws: all that was found, warnings too, when one of them is an error.
    package func throwIfErrors() throws(DiagnosticsError) {
        if hasErrors { throw DiagnosticsError(all) }
    }
}
