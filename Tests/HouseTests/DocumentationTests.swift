// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import Support

/// Diagnostic codes as Swift files write them.
enum CodeUses {
    private static let catalogue = "Sources/Support/Diagnostics/Catalogue/"

    /// Files that may use a code: all but the catalogue.
    static func files() throws -> [String] {
        try Checkout.files(below: "Sources", withExtensions: ["swift"])
            .filter { !$0.hasPrefix(catalogue) }
    }

    /// The codes in a Swift file: the literals given to `Diagnostic(…)`, to an
    /// argument `code:`, and to the collecting functions.
    static func literals(in text: String) -> Set<String> {
        let pattern =
            #/(?:Diagnostic\(|\bcode:|\.error\(|\.warning\(|\b(?:fail|refuse|report)\(|\.add\()\s*"([a-z]+(?:-[a-z0-9]+)+)"/#
        return Set(text.matches(of: pattern).map { String($0.1) })
    }
}

@Suite struct CatalogueTests {
    @Test func `every code that is used is in the catalogue, and every entry is used`() throws {
        var used: Set<String> = []
        for file in try CodeUses.files() {
            let text = try Checkout.text(file)
            used.formUnion(CodeUses.literals(in: text))
            used.formUnion(
                text.matches(of: #/: "(host-[a-z-]+)"$/#.anchorsMatchLineEndings()).map {
                    String($0.1)
                })
        }
        let known = Set(DiagnosticCatalogue.codes.map(\.rawValue))
        #expect(used.count > 30, "Sources were not found")
        #expect(used.subtracting(known).sorted() == [], "not in the catalogue")
        #expect(known.subtracting(used).sorted() == [], "no source uses these")
    }

    /// Where a variant of the fixtures shows a code, the example is what that is told.
    @Test func `examples are what the fixtures are told`() throws {
        for code in DiagnosticCatalogue.codes {
            let expected = "Tests/Fixtures/must-fail/\(code)/expected.txt"
            guard let example = code.example, Checkout.exists(expected) else { continue }
            let lines = Set(try Checkout.text(expected).split(separator: "\n"))
            for line in example.split(separator: "\n") {
                #expect(lines.contains(line), "\(code): the example is stale: \(line)")
            }
        }
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
        #expect(CodeUses.literals(in: text) == ["a-b", "a-c1", "a-d", "a-e-f"])
    }
}

/// Pages of docs/ that must say what the sources say.
@Suite struct DocumentationTests {
    @Test func `every key of the manifest is documented`() throws {
        let text = try Checkout.text("docs/manifest.md")
        let loader = try Checkout.text("Sources/Manifest/Loading/ManifestLoader.swift")
        let list = try #require(loader.firstMatch(of: #/static let keys = \[([^\]]*)\]/#)).1
        let keys = list.matches(of: #/"([a-z]+)"/#).map(\.1)
        #expect(keys.count == 12)
        for key in keys { #expect(text.contains("## `\(key)`"), "no section for \(key)") }
    }
}
