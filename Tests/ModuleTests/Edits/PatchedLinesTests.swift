// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Module
@testable import Support

private func patch(
    _ name: String, line: Int, file: String = "fair.c", _ body: String
) -> Patch {
    let lines = body.split(separator: "\n")
    let old = lines.filter { !$0.hasPrefix("+") }.count
    let new = lines.filter { !$0.hasPrefix("-") }.count
    let text = """
        --- a/kernel/sched/\(file)
        +++ b/kernel/sched/\(file)
        @@ -10,\(old) +10,\(new) @@
        \(body)

        """
    return .sample(
        text, name: name, directory: "/v", at: SourceLocation(file: "m.yaml", line: line))
}

@Suite struct PatchOrigins {
    static let patches = [
        patch("one.patch", line: 7, " int a;\n-int limit = 6;\n+int limit = 7;"),
        patch("two.patch", line: 8, " int limits;\n+EXPORT_SYMBOL_GPL(limits);"),
    ]

    @Test(arguments: [
        ("limit", 7, "one.patch: hunk 1 (/v/one.patch:6) of kernel/sched/fair.c"),
        ("limits", 8, "two.patch: hunk 1 (/v/two.patch:5) of kernel/sched/fair.c"),
    ])
    func `a name leads to the added line`(_ name: String, _ line: Int, _ note: String) throws {
        let origin = try #require(PatchedLines(Self.patches).origin(of: name))
        #expect(origin.location.line == line)
        #expect(origin.note == note)
    }

    @Test(arguments: [("limit", 11), ("gone", 12), ("later", 14)])
    func `in an editable tree a name leads to its line there`(
        _ name: String, _ line: Int
    ) throws {
        var edit = patch(
            "x", line: 1,
            " int a;\n-int limit = 6;\n+int limit = 7;\n-int gone;\n int b;\n int c;\n+int later;")
        edit.editedFiles = [
            "kernel/sched/fair.c": .init(path: "/tree/kernel/sched/fair.c", commentLines: [])
        ]
        let origin = try #require(PatchedLines([edit]).origin(of: name))
        #expect(origin.location == SourceLocation(file: "/tree/kernel/sched/fair.c", line: line))
        #expect(origin.note == "the edit of kernel/sched/fair.c")
    }

    @Test func `the file that declares a name comes before those that use it`() throws {
        let header = patch(
            "three.patch", line: 9, file: "sched.h", "-int limit;\n+long limit;")
        let lines = PatchedLines(Self.patches + [header])
        #expect(lines.origin(of: "limit")?.location.line == 7)
        #expect(lines.origin(of: "limit", in: "kernel/sched/sched.h")?.location.line == 9)
        #expect(lines.origin(of: "limit", in: "kernel/sched/rt.c")?.location.line == 7)
    }

    @Test func `an unknown name leads to the only patch`() {
        #expect(PatchedLines(Self.patches).origin(of: "a") == nil)
        let only = PatchedLines([Self.patches[0]]).origin(of: "nothing")
        #expect(only?.location.line == 7)
        #expect(only?.note == nil)
    }

    @Test func `a new export is refused, a moved one is not`() {
        #expect(PatchedLines(Self.patches).newExports().map(\.code) == [.newExport])
        let moved = patch(
            "m.patch", line: 1, "-EXPORT_SYMBOL(limit);\n int a;\n+EXPORT_SYMBOL(limit);")
        #expect(PatchedLines([moved]).newExports().isEmpty)
    }
}

@Suite struct EditedTypes {
    static let source = """
        #define SIZE \\
            8
        static int f(struct rq *rq)
        {
        \tstruct in { int a; } x;
        }
        struct group {
        \tint a;
        };

        """

    @Test(arguments: [
        ("int a; } x", "int b; } x", false), ("        8", "        9", false),
        ("    8", "    9", true), ("\tint a;\n}", "\tlong a;\n}", true),
        ("static int f", "static long f", false),
    ])
    func `only text outside functions counts`(_ old: String, _ new: String, _ differs: Bool) {
        let files = TypeEdits.files(
            ["kernel/sched/fair.c"], stock: SourceTexts(["kernel/sched/fair.c": Self.source]),
            variant: SourceTexts(["kernel/sched/fair.c": Self.source.replacing(old, with: new)]))
        #expect(files.isEmpty == !differs)
    }

    @Test func `headers count whole, features apart`() {
        func texts(_ list: [String]) -> SourceTexts {
            SourceTexts(
                Dictionary(
                    uniqueKeysWithValues: zip(["sched.h", "features.h", "pelt.h"], list).map {
                        ("kernel/sched/\($0)", $1)
                    }))
        }
        let files = TypeEdits.files(
            ["kernel/sched/sched.h", "kernel/sched/features.h", "kernel/sched/pelt.h"],
            stock: texts(["a", "a", "a"]), variant: texts(["b", "b", "a"]))
        #expect(files == ["kernel/sched/sched.h"])
    }
}
