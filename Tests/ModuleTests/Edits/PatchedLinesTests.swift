// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Module
@testable import Support

private let fair = "int a;\nint limit = 6;\nint limits;\nint gone;\nint b;\nint c;\n"
private let header = "int limit;\nint a;\n"

private func patch(
    _ name: String, line: Int, file: String = "fair.c", at first: Int, _ body: String
) -> Patch {
    let lines = body.split(separator: "\n")
    let old = lines.filter { !$0.hasPrefix("+") }.count
    let new = lines.filter { !$0.hasPrefix("-") }.count
    let text = """
        --- a/kernel/sched/\(file)
        +++ b/kernel/sched/\(file)
        @@ -\(first),\(old) +\(first),\(new) @@
        \(body)

        """
    return .sample(
        text, name: name, directory: "/v", at: SourceLocation(file: "v/m.yaml", line: line))
}

private func lines(_ patches: [Patch]) -> PatchedLines {
    let tree = PatchedTree.sample(
        patches, ["kernel/sched/fair.c": fair, "kernel/sched/sched.h": header])
    #expect(tree.diagnostics == [])
    return PatchedLines(tree)
}

@Suite struct PatchOrigins {
    static let patches = [
        patch("one.patch", line: 7, at: 1, " int a;\n-int limit = 6;\n+int limit = 7;"),
        patch("two.patch", line: 8, at: 3, " int limits;\n+EXPORT_SYMBOL_GPL(limits);"),
    ]

    @Test(arguments: [("limit", "v/one.patch:6:1"), ("limits", "v/two.patch:5:1")])
    func `a name leads to the added line`(_ name: String, _ place: String) throws {
        #expect(lines(Self.patches).origin(of: name)?.description == place)
    }

    @Test(arguments: [("limit", 2), ("gone", 4), ("later", 6)])
    func `in an editable tree a name leads to its line there`(
        _ name: String, _ line: Int
    ) throws {
        var edit = patch(
            "x", line: 1, at: 1,
            " int a;\n-int limit = 6;\n+int limit = 7;\n int limits;\n-int gone;\n int b;\n int c;\n+int later;"
        )
        edit.editedFiles = [
            "kernel/sched/fair.c": .init(path: "/tree/kernel/sched/fair.c", commentLines: [])
        ]
        #expect(
            lines([edit]).origin(of: name)
                == SourceLocation(file: "/tree/kernel/sched/fair.c", line: line))
    }

    @Test func `the file that declares a name comes before those that use it`() throws {
        let other = patch(
            "three.patch", line: 9, file: "sched.h", at: 1, "-int limit;\n+long limit;")
        let lines = lines(Self.patches + [other])
        #expect(lines.origin(of: "limit")?.file == "v/one.patch")
        #expect(lines.origin(of: "limit", in: "kernel/sched/sched.h")?.file == "v/three.patch")
        #expect(lines.origin(of: "limit", in: "kernel/sched/rt.c")?.file == "v/one.patch")
    }

    @Test func `an unknown name leads to the only patch`() {
        #expect(lines(Self.patches).origin(of: "nothing") == nil)
        let only = lines([Self.patches[0]])
        #expect(only.origin(of: "nothing") == SourceLocation(file: "v/m.yaml", line: 7))
        #expect(only.place(of: "nothing") == nil)
    }

    @Test func `a new export is refused, a moved one is not`() {
        #expect(lines(Self.patches).newExports().map(\.code) == [.newExport])
        let there = patch("m.patch", line: 1, at: 1, "+EXPORT_SYMBOL(limit);\n int a;")
        let moved = patch(
            "m.patch", line: 1, at: 1, "-EXPORT_SYMBOL(limit);\n int a;\n+EXPORT_SYMBOL(limit);")
        let tree = PatchedTree.sample(
            [moved], ["kernel/sched/fair.c": "EXPORT_SYMBOL(limit);\n" + fair])
        #expect(tree.diagnostics == [] && PatchedLines(tree).newExports().isEmpty)
        #expect(lines([there]).newExports().count == 1)
        #expect(lines([there, moved]).newExports().count == 1)
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
