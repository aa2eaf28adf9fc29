// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Support

/// One text, and the code and place of each diagnostic that it must give.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var expected: [String]

    init(_ name: String, _ text: String, _ expected: String...) {
        self.init(name, bytes: Array(text.utf8), expected)
    }

    init(_ name: String, bytes: [UInt8], _ expected: [String]) {
        testDescription = name
        self.bytes = bytes
        self.expected = expected
    }

    static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    static let bomb = """
        a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: [*b]
        """

    static let all: [RefusalCase] = [
        .init("anchor and alias", "a: &x 1\nb: *x\n", "1:4 yaml-anchor", "2:4 yaml-alias"),
        .init(
            "alias bomb", bytes: Array(bomb.utf8),
            ["1:4 yaml-anchor", "2:4 yaml-anchor"]
                + (0..<9).map { "2:\(8 + 4 * $0) yaml-alias" } + ["3:5 yaml-alias"]),
        .init("merge key", "a:\n  <<: {b: 1}\n", "2:3 yaml-merge-key"),
        .init("second document", "a: 1\n---\nb: 2\n", "2:1 yaml-many-documents"),
        .init("empty", "", "0:0 yaml-empty"),
        .init("comments only", "# nothing\n", "0:0 yaml-empty"),
        .init("unknown tag", "a: !!float 1.0\n", "1:4 yaml-unknown-tag"),
        .init("local tag", "a: !mine 1.0\n", "1:4 yaml-unknown-tag"),
        .init("pairs of two", "a: !!pairs\n- {b: c, d: e}\n", "1:4 yaml-bad-pairs"),
        .init("pairs of scalars", "a: !!pairs [b]\n", "1:4 yaml-bad-pairs"),
        .init("tab", "a:\n\tb: 1\n", "2:1 yaml-tab"),
        .init("unclosed list", "a: [b\nc: d\n", "2:2 yaml-syntax"),
        .init("control character", "a: b\nc: \u{1}\n", "2:4 yaml-control-character"),
        .init("NUL byte", "a: b\nc: \0\n", "2:4 yaml-nul-byte"),
        .init("not UTF-8", bytes: Array("a: é ".utf8) + [0xFF], ["1:7 yaml-not-utf8"]),
        .init("cut UTF-8", bytes: Array("a: ".utf8) + [0xE2, 0x82], ["1:4 yaml-not-utf8"]),
        .init("UTF-16", bytes: [0xFF, 0xFE, 0x61, 0], ["1:1 yaml-not-utf8"]),
        .init("depth 33", nested(33), "1:33 yaml-too-deep"),
        .init("depth 100,000", nested(100_000), "1:33 yaml-too-deep"),
        .init(
            "block depth 33", (0..<33).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "33:33 yaml-too-deep"),
        .init(
            "100,000 elements", "[" + String(repeating: "a,", count: 100_000) + "]",
            "1:200000 yaml-too-many-nodes"),
        .init(
            "over 1 MiB", bytes: Array(repeating: UInt8(ascii: "a"), count: 1 << 20 | 1),
            ["0:0 yaml-too-large"]),
        .init("column in bytes", "\"é\": &x 1\n", "1:7 yaml-anchor"),
        .init("behind a byte order mark", "\u{FEFF}a: &x 1\n", "1:4 yaml-anchor"),
        .init("CR LF lines", "a: 1\r\nb: &x 1\r\n", "2:4 yaml-anchor"),
        .init("LS is no line", "a: \"\u{2028}\"\nb: &x 1\n", "2:4 yaml-anchor"),
    ]
}

@Suite struct Refusals {
    @Test(arguments: RefusalCase.all)
    func `text is refused with code and place`(_ example: RefusalCase) {
        let error = #expect(throws: DiagnosticsError.self) {
            try YAMLTree.parse(bytes: example.bytes, file: "f.yaml")
        }
        let found = error?.diagnostics.map {
            "\($0.location?.line ?? -1):\($0.location?.column ?? -1) \($0.code)"
        }
        #expect(found == example.expected)
    }

    @Test func `reading stops after twenty diagnostics`() {
        let text = (0..<1000).map { "k\($0): &a\($0) 1\n" }.joined()
        let error = #expect(throws: DiagnosticsError.self) {
            try YAMLTree.parse(bytes: Array(text.utf8), file: "f.yaml")
        }
        #expect(error?.diagnostics.count == YAMLTree.Limit.diagnostics)
    }

    @Test func `a problem tells what was being read`() {
        let error = #expect(throws: DiagnosticsError.self) {
            try YAMLTree.parse(bytes: Array("a: [b\nc: d\n".utf8), file: "f.yaml")
        }
        #expect(
            error?.description == """
                f.yaml:2:2: error: did not find expected ',' or ']' [yaml-syntax]
                  note: while parsing a flow sequence, which began at f.yaml:1:4
                  hint: look for a missing quote, bracket, colon or space here or just before
                """)
    }

    @Test func `depth 32 and 1 MiB are still read`() throws {
        _ = try YAMLTree.parse(bytes: Array(RefusalCase.nested(32).utf8), file: "f.yaml")
        let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
        #expect(try YAMLTree.parse(bytes: letters, file: "f.yaml").text?.utf8.count == 1 << 20)
    }

    @Test func `a sparse file of 100 MB is refused by its size`() throws {
        let directory = try Files.makeTemporaryDirectory("yaml-tree")
        defer { try? Files.remove(directory) }
        let path = directory.appending("huge.yaml")
        let descriptor = try FileDescriptor.open(
            path, .writeOnly, options: .create, permissions: .ownerReadWrite)
        try descriptor.resize(to: 100_000_000)
        try descriptor.close()
        let error = #expect(throws: DiagnosticsError.self) { try YAMLTree.parse(file: path) }
        #expect(error?.diagnostics.map(\.code) == [.yamlTooLarge])
    }

    /// Its size is not known beforehand: the limit must hold while reading.
    @Test func `a device without end is refused`() {
        let error = #expect(throws: DiagnosticsError.self) {
            try YAMLTree.parse(file: "/dev/zero")
        }
        #expect(error?.diagnostics.map(\.code) == [.yamlTooLarge])
    }

    @Test(arguments: ["/nonexistent/f.yaml", "/"])
    func `a file that cannot be read is a diagnostic`(_ path: String) {
        let error = #expect(throws: DiagnosticsError.self) {
            try YAMLTree.parse(file: FilePath(path))
        }
        #expect(error?.diagnostics.map(\.code) == [.yamlUnreadable])
        #expect(error?.diagnostics.first?.location?.file == path)
    }
}
