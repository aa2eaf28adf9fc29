// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import Support

/// How Swift files name diagnostic codes.
enum CodeUses {
    private static let catalogue = "Sources/Support/Diagnostics/Catalogue/"

    /// Files that may use a code: all but the catalogue.
    static func files() throws -> [String] {
        try Checkout.files(below: "Sources", withExtensions: ["swift"])
            .filter { !$0.hasPrefix(catalogue) }
    }

    /// The members of `DiagnosticCode` that a Swift file names, `unknown-key` as
    /// `.unknownKey`; other members of that spelling, too.
    static func members(in text: String) -> Set<String> {
        Set(text.matches(of: #/\.([a-z]+[A-Za-z0-9]+)\b/#).map { String($0.1) })
    }

    /// By the code: the name of its member in the catalogue.
    static func catalogueMembers() throws -> [String: String] {
        var members: [String: String] = [:]
        for file in try Checkout.files(below: catalogue, withExtensions: ["swift"]) {
            let declaration = #/static let (\w+) = DiagnosticCode\(\s*"([^"]+)"/#
            for match in try Checkout.text(file).matches(of: declaration) {
                members[String(match.2)] = String(match.1)
            }
        }
        return members
    }
}

@Suite struct CatalogueTests {
    @Test func `every entry of the catalogue is used`() throws {
        var used: Set<String> = []
        for file in try CodeUses.files() {
            used.formUnion(CodeUses.members(in: try Checkout.text(file)))
        }
        let members = try CodeUses.catalogueMembers()
        #expect(Set(members.keys) == Set(DiagnosticCatalogue.codes.map(\.rawValue)))
        #expect(members.filter { !used.contains($0.value) }.keys.sorted() == [])
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
