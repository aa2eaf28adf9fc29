// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct ChangedFunctionTests {
    static let path = "kernel/sched/fair.c"
    static let stock = """
        int limit;

        /* Counts. */
        int one(int a)
        {
        \tint b = a;

        \treturn b * 2;
        }

        int two(int a)
        {
        \treturn a;
        }

        int last(int a)
        {
        \treturn one(a);
        }

        """

    private func function(
        _ name: String, line: Int, _ kind: Boundary.FunctionClass = .insider, unit: String = path
    ) -> Boundary.Function {
        Boundary.Function(
            name: name, symbol: name, file: Self.path, line: line, unit: unit, class: kind,
            reasons: [], address: 0x1000, size: 16, sympos: 0, siteOffset: nil)
    }

    private func changed(
        _ patch: String, stock: String = stock, _ compiled: ChangedFunctions.Compiled? = nil
    ) throws -> ChangedFunctions {
        let head = "--- a/\(Self.path)\n+++ b/\(Self.path)\n"
        var boundary = Boundary(
            kernel: .init(release: KernelRelease("6.1.0-1-test"), buildID: BuildID(hex: "00")),
            files: [Self.path], functions: [], redirects: [], kept: [], variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: true, frameSize: 8))
        boundary.functions = [
            function("one", line: 4, .interface), function("two", line: 11),
            function("last", line: 16, .kept),
        ]
        let tree = PatchedTree.sample([.sample(head + patch)], [Self.path: stock])
        #expect(tree.diagnostics == [])
        return try ChangedFunctions(boundary, tree, compiled)
    }

    @Test func `an edited function has its class and its own lines`() throws {
        let found = try changed("@@ -7,3 +7,4 @@\n \n-\treturn b * 2;\n+\tb++;\n+\treturn b;\n }\n")
        #expect(
            found.functions == [
                .init(
                    name: "one", file: Self.path, line: 4, kind: .edited, class: .interface,
                    lines: .init(added: 2, removed: 1), instructions: nil,
                    diff: [
                        "@@ -5,5 +5,6 @@", " {", " \tint b = a;", " ", "-\treturn b * 2;",
                        "+\tb++;",
                        "+\treturn b;", " }",
                    ])
            ])
        #expect(found.otherEdits == [] && found.data == nil)
        #expect(found.lines == .init(added: 2, removed: 1))
    }

    @Test func `a new function and one that is gone are told, with their comments`() throws {
        let found = try changed(
            """
            @@ -8,7 +8,8 @@
             \treturn b * 2;
             }

            -int two(int a)
            +/* New. */
            +static int three(int a)
             {
            -\treturn a;
            +\treturn 3;
             }

            """)
        let kinds = found.functions.map { "\($0.name) \($0.kind.rawValue) \($0.line)" }
        #expect(kinds == ["two removed 11", "three added 12"])
        #expect(found.functions.map(\.class) == [.insider, nil])
        #expect(found.functions[1].diff.contains("+/* New. */"))
    }

    @Test func `lines of no function are the file's`() throws {
        let found = try changed("@@ -1,2 +1,3 @@\n-int limit;\n+int limit = 1;\n+\n \n")
        #expect(found.functions == [])
        #expect(
            found.otherEdits == [
                .init(
                    file: Self.path, lines: .init(added: 2, removed: 1),
                    diff: [
                        "@@ -1,4 +1,5 @@", "-int limit;", "+int limit = 1;", "+", " ",
                        " /* Counts. */", " int one(int a)",
                    ])
            ])
        #expect(found.lines == .init(added: 2, removed: 1))
    }

    /// `one` is inlined nowhere, `two` calls a macro's other text, `last` stays vmlinux's.
    @Test func `instructions are counted, and functions with other code alone are found`()
        async throws
    {
        let before = """
            __attribute__((noinline)) int one(int a) { return a * limit; }
            __attribute__((noinline)) int two(int a) { return one(a) + 1; }
            __attribute__((noinline)) int last(int a) { return two(a) + 1; }
            """
        let after = """
            int added = 7;
            __attribute__((noinline)) int one(int a) { say("x"); say("y"); return a * limit; }
            __attribute__((noinline)) int two(int a) { return one(a) + one(a + 2); }
            __attribute__((noinline)) int last(int a) { return two(a) + 5; }
            """
        func object(_ text: String) async throws -> CompiledObject {
            CompiledObject(
                unit: Self.path,
                bytes: try await Compiled("extern int limit;\n" + text).object.bytes)
        }
        let (stock, variant) = ([try await object(before)], [try await object(after)])
        let found = try changed(
            "@@ -7,3 +7,4 @@\n \n-\treturn b * 2;\n+\tb++;\n+\treturn b;\n }\n",
            .init(
                comparison: try ObjectComparison(
                    stock: stock, variant: variant, privateVariables: []),
                before: try InstructionCounter(stock), after: try InstructionCounter(variant)))
        #expect(found.functions.map(\.name) == ["one", "two"], "last stays vmlinux's")
        #expect(found.functions.map(\.kind) == [.edited, .recompiled])
        let counts = found.functions.compactMap(\.instructions)
        #expect(counts.count == 2)
        for count in counts { #expect(count.before > 0 && count.after > count.before) }
        #expect(found.data == [.init(name: "added", unit: Self.path, isAdded: true, detail: "")])
    }

    /// Beside objdump, which knows nothing of our decoder.
    @Test func `as many instructions as objdump finds`() async throws {
        let text = """
            int one(int a) { if (a > 3) say("%d", a); while (a--) say("b"); return a * 3; }
            """
        let object = try await Compiled(text).object
        let directory = try Files.makeTemporaryDirectory("objdump")
        defer { try? Files.remove(directory) }
        try Files.write(object.bytes, to: directory.appending("unit.o"))
        let listing = try await Command(
            "objdump", ["-d", "--no-show-raw-insn", "unit.o"], in: directory
        ).runChecked(timeout: 60).text
        let instructions = listing.split(separator: "\n").count {
            $0.firstMatch(of: #/^\s+[0-9a-f]+:\t/#) != nil
        }
        let counter = try InstructionCounter([object])
        #expect(instructions > 10)
        #expect(try counter.count("one", of: "unit.c", home: []) == instructions)
        #expect(try counter.count("two", of: "unit.c", home: []) == 0)
    }
}
