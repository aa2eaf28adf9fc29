// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import Support

/// The documents that must say what the sources say.
enum Documents {
    /// The codes in a Swift file: the literals given to `Diagnostic(…)`, to an
    /// argument `code:`, and to the collecting functions.
    static func codes(in text: String) -> Set<String> {
        let pattern =
            #/(?:Diagnostic\(|\bcode:|\.error\(|\.warning\(|\b(?:fail|refuse|report)\()\s*"([a-z]+(?:-[a-z0-9]+)+)"/#
        return Set(text.matches(of: pattern).map { String($0.1) })
    }

    /// First cells of the table rows: `| code | meaning | what to do |`.
    static func rows(in text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("| `") }.map { line in
            line.split(separator: "|").map {
                String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
        }
    }
}

@Suite struct Documentation {
    private func codesOfSources() throws -> Set<String> {
        try Checkout.files(below: "Sources", withExtensions: ["swift"])
            .reduce(into: []) { $0.formUnion(Documents.codes(in: try Checkout.text($1))) }
    }

    @Test func `every code is documented, and only those`() throws {
        let rows = Documents.rows(in: try Checkout.text("docs/diagnostics.md"))
        let documented = rows.map { $0[0].filter { $0 != "`" } }
        let used = try codesOfSources()
        #expect(used.count > 30, "Sources were not found")
        #expect(used.subtracting(documented).sorted() == [], "missing in docs/diagnostics.md")
        #expect(Set(documented).subtracting(used).sorted() == [], "no source uses these")
        #expect(documented.count == Set(documented).count, "a code stands there twice")
        for row in rows { #expect(row.count == 3 && !row.contains(""), "\(row)") }
    }

    /// The rows below the headings of diagnostics.md that are about a variant, not
    /// about the form of a file.
    private func lints() throws -> Set<String> {
        let parts = try Checkout.text("docs/diagnostics.md").split(separator: "\n## ")
        let wanted = ["Boundary", "Patches and compilation", "What a variant may change"]
        let found = parts.filter { part in wanted.contains { part.hasPrefix($0) } }
        #expect(found.count == wanted.count, "headings of docs/diagnostics.md have changed")
        let rows: [[String]] = found.flatMap { Documents.rows(in: String($0)) }
        let codes: [String] = rows.map { row in row[0].filter { $0 != "`" } }
        return Set(codes)
    }

    @Test func `every lint has a section that says why`() throws {
        var titles: Set<String> = []
        for part in try Checkout.text("docs/lints.md").split(separator: "\n### ").dropFirst() {
            let code = String(part.prefix { $0 != "\n" })
            titles.insert(code)
            for word in ["**Checked:** ", "**Why:** ", "**Instead:** "] {
                #expect(part.contains("\n\(word)"), "\(code) lacks \(word)")
            }
            #expect(part.contains("[\(code)]\n"), "\(code) has no example")
            try compareExample(code, part)
        }
        let lints = try lints()
        #expect(lints.subtracting(titles).sorted() == [], "missing in docs/lints.md")
        #expect(
            titles.subtracting(lints).sorted() == ["unsafe-not-private", "unsafe-without-reason"])
    }

    /// Where a variant of the fixtures shows it, the example is what that is told.
    private func compareExample(_ code: String, _ section: Substring) throws {
        let expected = "Tests/Fixtures/must-fail/\(code)/expected.txt"
        guard Checkout.exists(expected) else { return }
        let blocks = section.split(separator: "\n```")
        let example = try #require(blocks.dropFirst().first, "\(code)")
        let lines = Set(try Checkout.text(expected).split(separator: "\n"))
        for line in example.split(separator: "\n") {
            #expect(lines.contains(line), "\(code): the example is stale: \(line)")
        }
    }

    @Test func `every exit status is documented`() throws {
        let rows = Documents.rows(in: try Checkout.text("docs/exit-status.md"))
        #expect(
            rows.map { $0[0] } == ExitStatus.allCases.map { "`\($0.rawValue)`" })
        #expect(rows.map { $0[1] } == ExitStatus.allCases.map { "\($0)" })
    }

    @Test func `every key of the manifest is documented`() throws {
        let text = try Checkout.text("docs/manifest.md")
        let loader = try Checkout.text("Sources/Manifest/Loading/ManifestLoader.swift")
        let list = try #require(loader.firstMatch(of: #/static let keys = \[([^\]]*)\]/#)).1
        let keys = list.matches(of: #/"([a-z]+)"/#).map(\.1)
        #expect(keys.count == 12)
        for key in keys { #expect(text.contains("## `\(key)`"), "no section for \(key)") }
    }

    @Test func `codes are found however they are written`() {
        let text = """
            Diagnostic("a-b", at: x)
            Diagnostic(
                "a-c1", .warning)
            findings.error(
                "a-d", at: y)
            .init(code: "a-e-f")
            print("not-a-code")
            """
        #expect(Documents.codes(in: text) == ["a-b", "a-c1", "a-d", "a-e-f"])
    }
}
