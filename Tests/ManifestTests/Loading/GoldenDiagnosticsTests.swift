// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Manifest
@testable import Support

/// A directory of Tests/Fixtures/manifests: a wrong manifest, and in expected.txt
/// the diagnostics that it must give, letter by letter.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var manifest: FilePath { Self.root.appending(testDescription).appending("manifest.yaml") }
    var expected: FilePath { Self.root.appending(testDescription).appending("expected.txt") }

    var directory: FilePath { Self.root.appending(testDescription) }

    static let root = Checkout.path("Tests/Fixtures/manifests")
    static let recipes = root.appending("recipes")

    /// All directories that hold a manifest. Empty when the fixtures are gone, which
    /// a test of its own refuses.
    static let all: [GoldenCase] = ((try? Files.list(root)) ?? [])
        .map { GoldenCase(testDescription: $0) }
        .filter { Files.exists($0.manifest) }

    /// The diagnostics with paths relative to the case's directory.
    func messages() -> String? {
        do {
            _ = try ManifestLoader.load(manifest, recipes: Self.recipes)
            return nil
        } catch {
            let directory = Self.root.appending(testDescription).string + "/"
            return "\(error)".split(separator: directory, omittingEmptySubsequences: false)
                .joined() + "\n"
        }
    }
}

@Suite struct GoldenDiagnostics {
    @Test(arguments: GoldenCase.all)
    func `a wrong manifest gives its messages`(_ example: GoldenCase) throws {
        let messages = try #require(example.messages(), "the manifest was accepted")
        #expect(try GoldenFile.difference(messages, from: example.expected) == nil)
    }

    @Test func `there are many cases and every code has one`() throws {
        #expect(GoldenCase.all.count >= 30)
        let expected = try GoldenCase.all.map { try Files.readText($0.expected) }.joined()
        let sources = Checkout.path("Sources/Manifest")
        for file in try Files.walk(sources) {
            let text = try Files.readText(sources.appending(file.components))
            // A file that cannot be read does not survive a checkout.
            for match in text.matches(of: #/"(manifest-[a-z-]+)"/#)
            where match.1 != "manifest-unreadable-patch" && match.1 != "manifest-no-change" {
                #expect(expected.contains("[\(match.1)]"), "no case shows \(match.1)")
            }
        }
    }
}
