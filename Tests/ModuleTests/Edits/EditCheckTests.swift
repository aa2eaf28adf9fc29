// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct EditChecks {
    /// Three functions of four lines each, from lines 1, 6 and 11.
    private static let lines = (0..<3).flatMap {
        ["int function_\($0)(void)", "{", "\treturn \($0);", "}", ""]
    }

    private static func boundary(_ classes: [Boundary.FunctionClass], file: String) -> Boundary {
        let names = ["function_0", "function_1", "function_2"]
        return Boundary(
            kernel: .init(release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00")),
            files: ["kernel/sched/core.c"],
            functions: zip(names, classes).enumerated().map { index, pair in
                .init(
                    name: pair.0, symbol: pair.0, file: file, line: 5 * index + 1, unit: file,
                    class: pair.1, reasons: [.keptByRecipe], address: 0x1000, size: 16,
                    sympos: 0, siteOffset: nil)
            }, redirects: [], kept: [], variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
    }

    private func check(
        _ classes: [Boundary.FunctionClass], file: String = "kernel/sched/core.c",
        sidecars: [Manifest.Sidecar] = [], patch: String? = nil
    ) -> [Diagnostic] {
        let text =
            patch ?? """
                --- a/\(file)
                +++ b/\(file)
                @@ -7,3 +7,3 @@
                 {
                -\treturn 1;
                +\treturn 2;
                 }
                """
        return EditCheck(
            boundary: Self.boundary(classes, file: file), sidecars: sidecars,
            tree: .sample(
                [.sample(text)],
                [
                    file: Self.lines.joined(separator: "\n"), "kernel/sched/Makefile": "a\n",
                    "init/Kconfig": "a\n",
                ])
        ).diagnostics()
    }

    @Test(arguments: [
        Boundary.FunctionClass.interface, .callback, .insider, .outsider, .optimisedAway,
    ])
    func `an edit inside the boundary is allowed`(_ class: Boundary.FunctionClass) {
        #expect(check([.kept, `class`, .kept]).isEmpty)
    }

    @Test func `an edit to a kept function is refused`() {
        #expect(
            check([.insider, .kept, .insider]).map(\.description) == [
                """
                wakeup.patch:5:1: error: kernel/sched/core.c:8: `function_1` stays vmlinux's: the recipe keeps it in vmlinux [edit-kept-function]
                  hint: edit a copy, and call the copy where the variant needs it
                """
            ])
    }

    @Test func `an edit to code that runs at boot is refused`() {
        let found = check([.insider, .`init`, .insider])
        #expect(found.map(\.code) == [.editBootFunction])
        #expect(found.first?.message.hasSuffix("runs at boot only; an edit has no effect") == true)
    }

    /// Its work is the module's; only its frame is vmlinux's.
    @Test func `__schedule may be edited`() {
        let boundary = Self.boundary(
            [.insider, .contextSwitch, .insider], file: "kernel/sched/core.c")
        let text =
            "--- a/kernel/sched/core.c\n+++ b/kernel/sched/core.c\n@@ -8 +8 @@\n-\treturn 1;\n+\treturn 2;\n"
        let tree = PatchedTree.sample(
            [.sample(text)], ["kernel/sched/core.c": Self.lines.joined(separator: "\n")])
        #expect(!tree.files.isEmpty && tree.diagnostics.isEmpty)
        #expect(EditCheck(boundary: boundary, sidecars: [], tree: tree).diagnostics().isEmpty)
    }

    /// Lines 1 to 6 and 7 to 15: `context_switch` and `__schedule`, as the kernel has them.
    private static let switching = """
        static struct rq *context_switch(void)
        {
        \tprepare();
        \tswitch_to(prev, next, prev);
        \treturn finish_task_switch(prev);
        }
        static void __schedule(void)
        {
        \t/* The barrier that context_switch() needs; */
        \tif (prev != next) {
        \t\trq = context_switch();
        \t} else {
        \t\tunlock();
        \t}
        }
        """

    /// A line is added behind `line`.
    private func addition(behind line: Int) -> [Diagnostic] {
        let file = "kernel/sched/core.c"
        var boundary = Self.boundary([.optimisedAway, .contextSwitch], file: file)
        (boundary.functions[0].name, boundary.functions[0].line) = ("context_switch", 1)
        (boundary.functions[1].name, boundary.functions[1].line) = ("__schedule", 7)
        let text = Self.switching.split(separator: "\n")[line - 1]
        let patch =
            "--- a/\(file)\n+++ b/\(file)\n@@ -\(line) +\(line),2 @@\n \(text)\n+\tadded();\n"
        return EditCheck(
            boundary: boundary, sidecars: [],
            tree: .sample([.sample(patch)], [file: Self.switching + "\n"])
        ).diagnostics()
    }

    @Test(arguments: [
        (4, "context_switch"), (5, "context_switch"), (11, "__schedule"), (14, "__schedule"),
    ])
    func `what a task does after the register switch is not edited`(
        _ line: Int, _ function: String
    ) {
        let found = addition(behind: line)
        #expect(found.map(\.code) == [.editKeptFunction])
        #expect(found.first?.message.contains("what `\(function)` does after") == true)
    }

    @Test(arguments: [2, 3, 8, 9, 10, 12, 13])
    func `what comes before, and what does not switch, is the variant's`(_ line: Int) {
        #expect(addition(behind: line) == [])
    }

    /// The context of a hunk reaches into its neighbours, and what stands in
    /// front of a function is not part of it.
    @Test func `a new function between kept ones is allowed`() {
        let text = """
            --- a/kernel/sched/core.c
            +++ b/kernel/sched/core.c
            @@ -3,7 +3,8 @@
             \treturn 0;
             }

            +int added(void) { return 0; }
             int function_1(void)
             {
             \treturn 1;
             }
            """
        #expect(check([.kept, .kept, .kept], patch: text).isEmpty)
    }

    @Test(arguments: [
        ("@@ -6,2 +6,3 @@\n int function_1(void)\n+__cold\n {\n", "a line added inside"),
        ("@@ -6,2 +6,2 @@\n-int function_1(void)\n+int function_1(int i)\n {\n", "its head"),
        ("@@ -8,2 +8,1 @@\n \treturn 1;\n-}\n", "its end"),
    ])
    func `every line of a kept function counts`(_ hunk: String, _ what: String) {
        let names = "--- a/kernel/sched/core.c\n+++ b/kernel/sched/core.c\n"
        let found = check([.insider, .kept, .insider], patch: names + hunk)
        #expect(found.map(\.code) == [.editKeptFunction], "\(what)")
    }

    @Test(arguments: [
        "@@ -6,2 +6,3 @@\n int function_1(void)\n+/* why: \"}\" */ // or\n {\n",
        "@@ -7,2 +7,2 @@\n {\n-\treturn 1;\n+\treturn  /* one\n+\t\t*/ 1;\n".replacing(
            "+7,2", with: "+7,3"),
        "@@ -7,2 +7,2 @@\n {\n-\treturn 1;\n+\treturn 1 ;\n",
    ])
    func `comments and white space of a kept function may change`(_ hunk: String) {
        let names = "--- a/kernel/sched/core.c\n+++ b/kernel/sched/core.c\n"
        #expect(check([.insider, .kept, .insider], patch: names + hunk) == [])
    }

    /// The numbers in the patch are three lines off, as those of another release.
    @Test func `a function is found where the hunk applies`() {
        let text = """
            --- a/kernel/sched/core.c
            +++ b/kernel/sched/core.c
            @@ -3,5 +3,5 @@
             int function_1(void)
             {
            -\treturn 1;
            +\treturn 2;
             }


            """
        let found = check([.insider, .kept, .insider], patch: text)
        #expect(found.map(\.code) == [.editKeptFunction])
        #expect(found.first?.message.hasPrefix("kernel/sched/core.c:8:") == true)
        #expect(check([.kept, .insider, .kept], patch: text) == [])
    }

    /// The second patch's numbers count what the first one adds.
    @Test func `of a series the difference counts`() {
        let first =
            "@@ -1,2 +1,5 @@\n+#define A\n+#define B\n+#define C\n int function_0(void)\n {\n"
        let second = "@@ -9,4 +9,4 @@\n int function_1(void)\n {\n-\treturn 1;\n+\treturn 2;\n }\n"
        let back = second.replacing(
            "-\treturn 1;\n+\treturn 2;", with: "-\treturn 2;\n+\treturn 1;")
        let names = "--- a/kernel/sched/core.c\n+++ b/kernel/sched/core.c\n"
        let all = check([.insider, .kept, .insider], patch: names + first + names + second)
        #expect(
            all.map(\.message) == [
                "kernel/sched/core.c:8: `function_1` stays vmlinux's: the recipe keeps it in vmlinux"
            ])
        #expect(all.map(\.location?.line) == [14])
        #expect(
            check(
                [.insider, .kept, .insider], patch: names + first + names + second + names + back)
                == [])
    }

    @Test func `an edited function is told once`() {
        let text = """
            --- a/kernel/sched/core.c
            +++ b/kernel/sched/core.c
            @@ -6,8 +6,8 @@
             int function_1(void)
             {
            -\treturn 1;
            +\tint one = 1;
            +\treturn one;
             }

             int function_2(void)
             {
            -\treturn 2;
             }
            """
        #expect(check([.kept, .kept, .kept], patch: text).count == 2)
    }

    @Test func `a file outside the boundary is refused`() {
        let found = check([.insider, .insider, .insider], file: "kernel/fork.c")
        #expect(found.map(\.code) == [.editOutsideBoundary])
        #expect(found.first?.hint?.contains("kernel/sched/core.c") == true)
    }

    @Test func `scheduler headers may be edited, others not`() {
        #expect(check([], file: "kernel/sched/features.h").isEmpty)
        #expect(check([], file: "include/linux/sched.h").map(\.code) == [.editSharedHeader])
    }

    @Test(
        arguments: [
            ("/dev/null", "b/kernel/sched/new.c", .newSourceFile),
            ("a/kernel/sched/core.c", "/dev/null", .removedSourceFile),
            ("a/kernel/sched/Makefile", "b/kernel/sched/Makefile", .editBuildFile),
            ("a/init/Kconfig", "b/init/Kconfig", .editBuildFile),
        ] as [(String, String, DiagnosticCode)])
    func `files that no edit can change have their own answer`(
        _ old: String, _ new: String, _ code: DiagnosticCode
    ) {
        let (removed, added) = old == "/dev/null" ? ("", "+b\n") : ("-a\n", "+b\n")
        let hunk =
            new == "/dev/null"
            ? "@@ -1,14 +0,0 @@\n" + Self.lines.dropLast().map { "-\($0)\n" }.joined()
            : "@@ -\(removed.isEmpty ? "0,0" : "1") +1 @@\n" + removed + added
        let text = "--- \(old)\n+++ \(new)\n" + hunk
        #expect(check([.insider, .insider, .insider], patch: text).map(\.code) == [code])
    }

    @Test func `of a sidecar's file only the sidecar may be edited`() {
        let file = "kernel/sched/cpuacct.c"
        let sidecar = Manifest.Sidecar(function: "function_1", file: file)
        #expect(check([.outsider, .sidecar, .outsider], file: file, sidecars: [sidecar]).isEmpty)
        let other = Manifest.Sidecar(function: "function_0", file: file)
        let found = check([.sidecar, .outsider, .outsider], file: file, sidecars: [other])
        #expect(found.map(\.code) == [.editNotASidecar])
        #expect(found.first?.hint == "add `- function_1: kernel/sched/cpuacct.c` to `sidecars:`")
    }
}
