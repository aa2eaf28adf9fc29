// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Support

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell what the code of a message means and what to do about it.",
        discussion: """
            Codes stand in brackets behind messages, such as [struct-hole-used]. Without a \
            code, all of them are listed.
            """)

    @Argument(help: ArgumentHelp("The code, with or without brackets.", valueName: "code"))
    var code: String?
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let code else { return try list() }
        let explanation = try Explanation(of: code)
        try output.show(explanation, explanation.text)
    }

    private func list() throws {
        let entries = DiagnosticCatalogue.codes.map(Explanation.init)
        try output.show(
            entries,
            TableText.of(entries.map { [$0.code.rawValue, $0.severity.rawValue, $0.title] }))
    }
}

/// What the catalogue says of a code, as text and as JSON.
struct Explanation: Encodable {
    var code: DiagnosticCode
    var severity: Diagnostic.Severity
    var title: String
    var checked: String?
    var why: String?
    var instead: String
    var example: String?

    init(_ code: DiagnosticCode) {
        self.code = code
        severity = code.severity
        title = Self.plain(code.title)
        checked = code.checked.map(Self.plain)
        why = code.why.map(Self.plain)
        instead = Self.plain(code.instead)
        example = code.example
    }

    /// - Throws: `UnknownCode` with the names that are near.
    init(of name: String) throws {
        let name = name.filter { $0 != "[" && $0 != "]" }
        guard let code = DiagnosticCode(rawValue: name) else {
            let known = DiagnosticCatalogue.codes.map(\.rawValue)
            throw UnknownCode(name: name, near: NearestNames.find(name, among: known))
        }
        self.init(code)
    }

    /// A paragraph for each part, with the message of the fixture at the end.
    var text: String {
        var parts = ["\(code) (\(severity.rawValue))\n\(title)"]
        if let checked { parts.append("Checked: \(checked)") }
        if let why { parts.append("Why: \(why)") }
        parts.append("Instead: \(instead)")
        if let example { parts.append("Example:\n\(example)") }
        return parts.map(Self.wrapped).joined(separator: "\n\n")
    }

    /// One line, with the text of each Markdown link and without its target.
    private static func plain(_ markdown: String) -> String {
        markdown.replacing("\n", with: " ").replacing(#/\[([^\]]+)\]\([^)]+\)/#) { $0.1 }
    }

    /// Lines of at most 80 characters; what an example says stays as it is.
    private static func wrapped(_ part: String) -> String {
        if part.hasPrefix("Example:") { return part }
        return part.split(separator: "\n").map { line in
            var lines = [""]
            for word in line.split(separator: " ") {
                let last = lines[lines.count - 1]
                if last.isEmpty {
                    lines[lines.count - 1] = String(word)
                } else if last.count + word.count < 80 {
                    lines[lines.count - 1] += " \(word)"
                } else {
                    lines.append(String(word))
                }
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

/// A code that is not in the catalogue.
struct UnknownCode: Failure, Equatable {
    var name: String
    /// Names of the catalogue that resemble it, the nearest first.
    var near: [String]

    var description: String { "there is no code `\(name)`" }

    var hint: String? {
        near.isEmpty
            ? "`sched explain` lists all codes"
            : "did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"
    }

    var exitStatus: ExitStatus { .usage }
}
