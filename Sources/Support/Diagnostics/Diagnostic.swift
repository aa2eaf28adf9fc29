// SPDX-License-Identifier: Apache-2.0

/// A place in a file that the user wrote. Lines and columns count from 1; a
/// column counts bytes. Line 0 means "the whole file".
package struct SourceLocation: Hashable, Codable, Sendable, CustomStringConvertible {
    /// As the user named it, or an absolute path.
    package var file: String
    /// From 1; 0 for the whole file.
    package var line: Int
    /// In bytes from 1; 0 where it is not known.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String {
        if line == 0 { return file }
        return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }
}

/// What is wrong with something the user wrote, or what they should know of it.
///
/// Rendered as `file:line:column: error: message [code]`, followed by one
/// `note:` line for each note and a `hint:` line.
package struct Diagnostic: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Whether the command ends with it.
    package enum Severity: String, Codable, Sendable, Comparable {
        case warning, error
        package static func < (a: Severity, b: Severity) -> Bool { a == .warning && b == .error }
    }

    /// The entry of the catalogue, which explains it; shown in brackets.
    package var code: DiagnosticCode
    /// The code's own severity unless the place of use gave another.
    package var severity: Severity
    /// Nil for what belongs to no place in a file.
    package var location: SourceLocation?
    /// What is wrong, without place and code.
    package var message: String
    /// Further facts, each shown on a `note:` line.
    package var notes: [String]
    package var hint: String?

    /// - Parameter severity: nil for that of the code.
    package init(
        _ code: DiagnosticCode, _ severity: Severity? = nil, at location: SourceLocation? = nil,
        _ message: String, notes: [String] = [], hint: String? = nil
    ) {
        self.code = code
        self.severity = severity ?? code.severity
        self.location = location
        self.message = message
        self.notes = notes
        self.hint = hint
    }

    /// An error that belongs to no place in a file.
    package init(
        _ code: DiagnosticCode, _ message: String, notes: [String] = [], hint: String? = nil
    ) {
        self.init(code, nil, at: nil, message, notes: notes, hint: hint)
    }

    package var description: String {
        let place = location.map { "\($0): " } ?? ""
        var text = "\(place)\(severity.rawValue): \(message) [\(code)]"
        for note in notes { text += "\n  note: \(note)" }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }
}

/// One or more diagnostics, thrown together when a stage cannot go on. All that
/// could be found is in it, not only the first.
package struct DiagnosticsError: Error, Sendable, CustomStringConvertible {
    /// In the order in which they are shown; warnings may be among them.
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
    package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

    package var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
