// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import Support

/// A page of the documentation, as far as its links need it.
struct MarkdownPage {
    /// Without fenced blocks, whose brackets are code.
    let text: String

    init(_ text: String) {
        self.text = text.split(separator: "\n```", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }
            .joined(separator: "\n")
    }

    /// Targets of `[text](target)` and `![text](target)` that are no web addresses.
    var links: [String] {
        text.matches(of: #/\]\(([^)\s]+)\)/#).map { String($0.1) }
            .filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
    }

    /// What a heading is called in a link: lower case, words joined by `-`, nothing
    /// else but letters, digits, `_` and `-`.
    var anchors: Set<String> {
        Set(
            text.matches(of: #/(?m)^#+ (.+)$/#).map { match in
                String(
                    match.1.lowercased().compactMap { character in
                        character == " "
                            ? "-"
                            : character.isLetter || character.isNumber
                                || "-_".contains(character) ? character : nil
                    })
            })
    }
}

@Suite struct DocumentLinks {
    private static func pages() throws -> [String: MarkdownPage] {
        var paths = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        for directory in ["docs", "Sources", "repo"] {
            paths += try Checkout.files(below: directory, withExtensions: ["md"])
        }
        return Dictionary(
            uniqueKeysWithValues: try paths.map { ($0, MarkdownPage(try Checkout.text($0))) })
    }

    /// The path from the checkout's root that a link on `page` means.
    private static func resolved(_ target: String, on page: String) -> String {
        var parts = page.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    @Test func `every link leads to a file and a heading`() throws {
        let pages = try Self.pages()
        #expect(pages.count > 20)
        for (name, page) in pages {
            for link in page.links {
                let halves = link.split(
                    separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let path = halves[0].isEmpty ? name : Self.resolved(String(halves[0]), on: name)
                #expect(Checkout.exists(path), "\(name): \(link)")
                if halves.count == 2, let target = pages[path] {
                    #expect(target.anchors.contains(String(halves[1])), "\(name): \(link)")
                }
            }
        }
    }

    @Test func `every page of docs is reached from its index`() throws {
        let pages = try Self.pages()
        let index = try #require(pages["docs/README.md"])
        let listed = Set(index.links.map { Self.resolved($0, on: "docs/README.md") })
        for name in pages.keys where name.hasPrefix("docs/") && name != "docs/README.md" {
            let isDecision = name.hasPrefix("docs/decisions/")
            #expect(listed.contains(isDecision ? "docs/decisions" : name), "\(name)")
        }
    }

    @Test func `files that pages name in the text exist`() throws {
        for (name, page) in try Self.pages() where !name.hasPrefix("docs/decisions/") {
            let path =
                #/\b(?:Sources|Tests|recipes|tools|docs)\/[\w+.\/-]*\w\.(?:swift|md|yaml|[chS])\b/#
            for place in page.text.matches(of: path) where name != "CHANGELOG.md" {
                #expect(Checkout.exists(String(place.0)), "\(name): \(place.0)")
            }
        }
    }

    @Test func `anchors are made as web pages make them`() {
        let page = MarkdownPage("# Files on a `host`\n```\n# no heading\n```\n## `base`\n")
        #expect(page.anchors == ["files-on-a-host", "base"])
    }
}
