// SPDX-License-Identifier: Apache-2.0

/// A place in a file that the user wrote. Lines and columns count from 1; a
/// column counts bytes. Line 0 means "the whole file".
public struct SourceLocation: Hashable, Codable, Sendable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int

    public init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    public var description: String {
        if line == 0 { return file }
        return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }
}

/// A stable name for one kind of message, such as `manifest-unknown-key`.
/// Codes are part of the public contract: tests, documentation pages and
/// scripts refer to them.
public struct DiagnosticCode: Hashable, Codable, Sendable, RawRepresentable,
    ExpressibleByStringLiteral, CustomStringConvertible
{
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
}

/// What is wrong with something the user wrote, or what they should know of it.
///
/// Rendered as `file:line:column: error: message [code]`, followed by one
/// `note:` line for each note and a `hint:` line.
public struct Diagnostic: Hashable, Codable, Sendable, CustomStringConvertible {
    public enum Severity: String, Codable, Sendable, Comparable {
        case warning, error
        public static func < (a: Severity, b: Severity) -> Bool { a == .warning && b == .error }
    }

    public var code: DiagnosticCode
    public var severity: Severity
    public var location: SourceLocation?
    public var message: String
    public var notes: [String]
    public var hint: String?

    public init(
        _ code: DiagnosticCode, _ severity: Severity = .error, at location: SourceLocation? = nil,
        _ message: String, notes: [String] = [], hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.location = location
        self.message = message
        self.notes = notes
        self.hint = hint
    }

    /// An error that belongs to no place in a file.
    public init(
        _ code: DiagnosticCode, _ message: String, notes: [String] = [], hint: String? = nil
    ) {
        self.init(code, .error, at: nil, message, notes: notes, hint: hint)
    }

    public var description: String {
        let place = location.map { "\($0): " } ?? ""
        var text = "\(place)\(severity.rawValue): \(message) [\(code)]"
        for note in notes { text += "\n  note: \(note)" }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }
}

/// One or more diagnostics, thrown together when a stage cannot go on. All that
/// could be found is in it, not only the first.
public struct DiagnosticsError: Error, Sendable, CustomStringConvertible {
    public var diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
    public init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }

    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
