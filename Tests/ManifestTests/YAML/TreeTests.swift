// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Support

@Suite struct Tree {
    private func parse(_ text: String) throws -> YAMLNode {
        try YAMLTree.parse(bytes: Array(text.utf8), file: "f.yaml")
    }

    @Test func `a manifest-like text becomes nodes with places`() throws {
        let root = try parse("name: x\nlist:\n  - a\n  - 'b'\n")
        let entries = try #require(root.entries)
        #expect(entries.map(\.key.text) == ["name", "list"])
        #expect(entries[0].value.location == SourceLocation(file: "f.yaml", line: 1, column: 7))
        let elements = try #require(entries[1].value.elements)
        #expect(elements.map(\.text) == ["a", "b"])
        #expect(elements.map(\.location.line) == [3, 4])
        #expect(
            elements.map(\.content) == [
                .scalar(text: "a", isPlain: true), .scalar(text: "b", isPlain: false),
            ])
    }

    @Test(arguments: ["1.0", "1.10", "0x10", "yes", "012", "1e3", "2001-01-01"])
    func `a plain scalar keeps its text`(_ text: String) throws {
        #expect(try parse("v: \(text)").entries?.first?.value.text == text)
    }

    @Test(arguments: ["", "~", "null"])
    func `a plain null is nothing`(_ text: String) throws {
        let value = try #require(try parse("v: \(text)\n").entries?.first?.value)
        #expect(value.kind == .null && value.text == nil)
        let quoted = try #require(try parse("v: '\(text)'\n").entries?.first?.value)
        #expect(quoted.kind == .scalar && quoted.text == text)
    }

    @Test func `duplicate keys are kept`() throws {
        #expect(try parse("a: 1\na: 2\n").entries?.map(\.value.text) == ["1", "2"])
    }

    @Test func `pairs keep order and repetition`() throws {
        let root = try parse("s: !!pairs\n  - f: a.c\n  - g: a.c\n  - f: b.c\n")
        let value = try #require(root.entries?.first?.value)
        #expect(value.isPairs)
        #expect(
            value.pairs?.map { [$0.key.text, $0.value.text] } == [
                ["f", "a.c"], ["g", "a.c"], ["f", "b.c"],
            ])
    }

    @Test func `a list of longer mappings is no pairs`() throws {
        #expect(try parse("- {a: b, c: d}\n").pairs == nil)
        #expect(try parse("- a\n").pairs == nil)
    }

    /// Whatever the bytes, the result is a tree or diagnostics with a place.
    @Test func `damaged text is read or refused, never worse`() {
        let text = Array(
            "a: !!pairs\n  - é: [b, 'c']\n    # d\ne: {f: \"g\\n\", h: |\n  i\n}\n".utf8)
        var refused = 0
        for index in text.indices {
            for byte in [UInt8(0), 9, 10, 13, 32, 34, 38, 42, 45, 58, 91, 123, 195, 255] {
                var damaged = text
                damaged[index] = byte
                for bytes in [damaged, Array(damaged[...index])] {
                    do {
                        _ = try YAMLTree.parse(bytes: bytes, file: "f.yaml")
                    } catch {
                        refused += 1
                        #expect(error.diagnostics.allSatisfy { $0.location?.file == "f.yaml" })
                    }
                }
            }
        }
        #expect(refused > 100)
    }
}
