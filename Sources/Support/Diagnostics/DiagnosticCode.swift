// SPDX-License-Identifier: Apache-2.0

/// One kind of message, such as `manifest-unknown-key`, and all that is known of it.
///
/// Codes are part of the public contract: scripts, tests and documentation refer to
/// them. Each is declared once, in `Catalogue/`; docs/diagnostics.md, docs/lints.md
/// and `sched explain` are made from there.
package struct DiagnosticCode: Sendable, RawRepresentable {
    /// As it stands in brackets behind a message.
    package let rawValue: String
    /// Whether the command ends with the message, or goes on.
    package let severity: Diagnostic.Severity
    /// What the message says is wrong: a sentence or two of Markdown, as all texts here.
    package let title: String
    /// What holds when the message does not come. Lints have it, and `why`.
    package let checked: String?
    /// What would break.
    package let why: String?
    /// What to do instead.
    package let instead: String
    /// A whole message, as the fixture of this name in Tests/Fixtures/must-fail is told.
    package let example: String?

    init(
        _ rawValue: String, _ severity: Diagnostic.Severity = .error, title: String,
        checked: String? = nil, why: String? = nil, instead: String, example: String? = nil
    ) {
        self.rawValue = rawValue
        self.severity = severity
        self.title = title
        self.checked = checked
        self.why = why
        self.instead = instead
        self.example = example
    }

    /// The code of this name in the catalogue; nil when there is none.
    package init?(rawValue: String) {
        guard let code = DiagnosticCatalogue.code(named: rawValue) else { return nil }
        self = code
    }

    /// Whether it is about what a variant does, not about how its files are written;
    /// docs/lints.md has a section for each.
    package var isLint: Bool { why != nil }
}

extension DiagnosticCode: Hashable, Codable, CustomStringConvertible {
    package static func == (a: DiagnosticCode, b: DiagnosticCode) -> Bool {
        a.rawValue == b.rawValue
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    package var description: String { rawValue }
}
