// SPDX-License-Identifier: Apache-2.0

/// A place in a file that the user wrote. Lines and columns count from 1; a
/// column counts bytes. Line 0 means "the whole file".
package struct SourceLocation: Hashable, Codable, Sendable, CustomStringConvertible {
    package var file: String
    package var line: Int
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

    package var code: DiagnosticCode
    package var severity: Severity
    package var location: SourceLocation?
    package var message: String
    package var notes: [String]
    package var hint: String?

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
    package var diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
    package init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

    package var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
