// SPDX-License-Identifier: Apache-2.0
import Support

/// docs/diagnostics.md and docs/lints.md, made from the catalogue of codes so that
/// they cannot say anything else.
package enum DiagnosticReference {
    private static let madeFrom = """
        Made from `Sources/Support/Diagnostics/Catalogue`; \
        `SCHED_UPDATE_GOLDEN=1 swift test --filter ReferenceTests` writes it anew.
        """

    // MARK: docs/diagnostics.md

    /// All codes in tables, a table for each group.
    package static func diagnostics() -> String {
        """
        # Diagnostics

        A diagnostic says what is wrong with something that you wrote:

        ```
        manifest.yaml:6:9: error: kernels cannot come from `debain` [manifest-bad-source]
          hint: did you mean `debian`?
        ```

        Lines and columns count from 1, columns in bytes. The code in brackets is stable:
        scripts may look for it, and `sched explain CODE` prints what stands here of it. An
        error ends the command with status 2 after all diagnostics are printed; a warning
        does not. A code that is a link is a *lint*: [lints.md](lints.md) says why it would
        break a kernel, with an example.

        \(madeFrom)

        """ + DiagnosticCatalogue.groups.map(table).joined()
    }

    private static func table(_ group: DiagnosticGroup) -> String {
        let introduction = group.introduction.map { "\($0)\n\n" } ?? ""
        let rows = group.codes.map { code in
            let name = code.isLint ? "[`\(code)`](lints.md#\(code))" : "`\(code)`"
            let mark = code.severity == .warning ? "Warning: " : ""
            let remedy = code.instead.replacing("](#", with: "](lints.md#")
            return "| \(name) | \(mark)\(oneLine(code.title)) | \(oneLine(remedy)) |\n"
        }
        return """

            ## \(group.title)

            \(introduction)| code | meaning | what to do |
            |---|---|---|
            \(rows.joined())
            """
    }

    private static func oneLine(_ text: String) -> String { text.replacing("\n", with: " ") }

    // MARK: docs/lints.md

    /// A section for each code that says what a variant must not do.
    package static func lints() -> String {
        let groups = DiagnosticCatalogue.groups.map { ($0, $0.codes.filter(\.isLint)) }
            .filter { !$0.1.isEmpty }
        let contents = groups.map { group, codes in
            "| \(group.title) | \(codes.map { "[`\($0)`](#\($0))" }.joined(separator: ", ")) |\n"
        }
        return """
            # Lints

            What `sched add` and `sched develop --build` refuse, and why. A variant that passes
            can still schedule badly; one that fails would lose data, fault or do nothing. Every
            refusal comes before a package exists.

            Each section says what is checked, why it would break, and what to do instead. The
            examples are of the variants in `Tests/Fixtures/must-fail`, which show exactly one
            thing each. [diagnostics.md](diagnostics.md) has all codes in a table, those of the
            manifest's keys and values included.

            \(madeFrom)

            | | |
            |---|---|
            \(contents.joined())
            """ + groups.map(sections).joined()
    }

    private static func sections(_ group: DiagnosticGroup, _ lints: [DiagnosticCode]) -> String {
        let introduction = group.introduction.map { "\n\($0)\n" } ?? ""
        return "\n## \(group.title)\n\(introduction)" + lints.map(section).joined()
    }

    private static func section(_ code: DiagnosticCode) -> String {
        let kind = code.severity == .warning ? "Checked, as a warning" : "Checked"
        var text = "\n### \(code)\n"
        text += "\n**\(kind):** \(code.checked ?? code.title)\n"
        if let why = code.why { text += "\n**Why:** \(why)\n" }
        text += "\n**Instead:** \(code.instead)\n"
        if let example = code.example { text += "\n```\n\(example)\n```\n" }
        return text
    }
}
