// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Develop

private let head = "# why\nname: x   # who\nbase:\n  kernel: a\n"

@Suite struct ManifestRewritingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var before: String
        var removed: [String] = []
        var added: [String] = []
        var after: String
    }

    static let cases = [
        Case(
            testDescription: "one replaced by two, in its place",
            before: "patches:\n  - a  # first\n  # about b\n  - b # gone\n  - c\nprivate:\n  - v\n",
            removed: ["b"], added: ["n", "m"],
            after: "patches:\n  - a  # first\n  # about b\n  - n\n  - m\n  - c\nprivate:\n  - v\n"),
        Case(
            testDescription: "added at the end", before: "patches:\n- a\n\n# end\n", added: ["n"],
            after: "patches:\n- a\n- n\n\n# end\n"),
        Case(
            testDescription: "the last one taken away",
            before: "patches:  # of mine\n  - a\nlicense: y\n", removed: ["a"],
            after: "# of mine\nlicense: y\n"),
        Case(
            testDescription: "the last one of a line taken away",
            before: "patches: [a]\nlicense: y\n", removed: ["a"], after: "license: y\n"),
        Case(
            testDescription: "a quoted name", before: "patches:\n  - \"a\"\n  - 'b'\n",
            removed: ["a"], added: ["n"], after: "patches:\n  - n\n  - 'b'\n"),
        Case(
            testDescription: "a list on one line", before: "patches: [a, b] # two\n",
            removed: ["a"], added: ["n"], after: "patches: [b, n] # two\n"),
        Case(
            testDescription: "no key", before: "license: y\n", added: ["n"],
            after: "license: y\npatches:\n  - n\n"),
        Case(
            testDescription: "no key and no newline at the end", before: "license: y",
            added: ["n"], after: "license: y\npatches:\n  - n\n"),
        Case(
            testDescription: "an empty list", before: "patches: []  # none\nlicense: y\n",
            added: ["n"], after: "patches:  # none\n  - n\nlicense: y\n"),
        Case(
            testDescription: "a key without a value", before: "patches:\nlicense: y\n",
            added: ["n"], after: "patches:\n  - n\nlicense: y\n"),
        Case(
            testDescription: "nothing to do", before: "patches: [ a ,b ]\n", added: ["a"],
            after: "patches: [ a ,b ]\n"),
    ]

    @Test(arguments: cases)
    func `only the list changes`(_ example: Case) throws {
        let rewriting = ManifestRewriting(head + example.before, file: "m.yaml")
        #expect(
            try rewriting.replacing(example.removed, with: example.added) == head + example.after)
    }

    @Test(arguments: [
        "patches:\n  -\n    a\n", "patches: [a,\n  b]\n", "patches:\r\n  - a\r\n",
        "patches:\n  - >-\n    a\n",
    ])
    func `an unusual layout is refused, not guessed`(list: String) {
        let rewriting = ManifestRewriting(head + list, file: "m.yaml")
        #expect(throws: DevelopError.self) { try rewriting.replacing(["a"], with: ["n"]) }
    }
}
