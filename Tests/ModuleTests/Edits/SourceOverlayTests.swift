// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct Overlays {
    private func isLink(_ name: String, in overlay: SourceOverlay) -> Bool {
        Files.isSymbolicLink(overlay.root.appending(FilePath(name).components))
    }

    @Test func `a new overlay is links and nothing else`() throws {
        let source = try SourceTree()
        defer { source.remove() }
        let overlay = try source.overlay()
        #expect(try Files.list(overlay.root).sorted() == ["Makefile", "include", "kernel"])
        for name in ["Makefile", "include", "kernel"] { #expect(isLink(name, in: overlay)) }
        #expect(try source.text("kernel/sched/fair.c", in: overlay.root) == SourceTree.fair)
    }

    @Test func `a patched file stands in real directories, its neighbours are links`() throws {
        let source = try SourceTree()
        defer { source.remove() }
        let overlay = try source.overlay()
        _ = try overlay.apply([.changingOne(to: "3")])
        for name in ["kernel", "kernel/sched", "kernel/sched/fair.c"] {
            #expect(!isLink(name, in: overlay), "\(name)")
        }
        for name in ["include", "kernel/fork.c", "kernel/sched/sched.h"] {
            #expect(isLink(name, in: overlay), "\(name)")
        }
        #expect(try source.text("kernel/sched/fair.c", in: source.tree) == SourceTree.fair)
    }
}

@Suite struct Patches {
    private func applied(_ patches: [Patch]) throws -> (fair: String, tree: String) {
        let source = try SourceTree()
        defer { source.remove() }
        let overlay = try source.overlay()
        _ = try overlay.apply(patches)
        return (
            try source.text("kernel/sched/fair.c", in: overlay.root),
            try source.text("kernel/sched/fair.c", in: source.tree)
        )
    }

    private func failures(_ patches: [Patch]) throws -> [Diagnostic] {
        do {
            _ = try applied(patches)
        } catch let error as DiagnosticsError {
            return error.diagnostics
        }
        Issue.record("the patch applied")
        return []
    }

    @Test func `a patch changes the overlay and not the tree`() async throws {
        let result = try applied([.changingOne(to: "3")])
        #expect(result.fair.contains("\t/* changed */\n\treturn 3;\n"))
        #expect(result.tree == SourceTree.fair)
    }

    @Test func `patches apply one after the other, below mod too`() async throws {
        let second = """
            --- a/kernel/sched/mod/fair.c
            +++ b/kernel/sched/mod/fair.c
            @@ -2,5 +2,5 @@
             {
             \t/* changed */
            -\treturn 3;
            +\treturn 4;
             }


            """
        let result = try applied([.changingOne(to: "3"), .sample(second, name: "two.patch")])
        #expect(result.fair.contains("\treturn 4;\n"))
    }

    @Test func `a patch may bring a file`() async throws {
        let source = try SourceTree()
        defer { source.remove() }
        let overlay = try source.overlay()
        let text = "--- /dev/null\n+++ b/kernel/sched/new.h\n@@ -0,0 +1 @@\n+#define NEW\n"
        _ = try overlay.apply([.sample(text)])
        #expect(try source.text("kernel/sched/new.h", in: overlay.root) == "#define NEW\n")
        #expect(!Files.exists(source.tree.appending(FilePath("kernel/sched/new.h").components)))
    }

    @Test func `each hunk that does not match is named`() async throws {
        let text = """
            --- a/kernel/sched/fair.c
            +++ b/kernel/sched/fair.c
            @@ -1,4 +1,4 @@
             int three(void)
             {
            -\treturn 3;
            +\treturn 4;
             }
            @@ -6,4 +6,4 @@
             int two(void)
             {
            -\treturn 5;
            +\treturn 6;
             }

            """
        let found = try failures([.sample(text)])
        #expect(
            found.map(\.description) == [
                """
                wakeup.patch:4:1: error: the hunk does not match kernel/sched/fair.c:1 [patch-does-not-apply]
                  note: expected `int three(void)`, there is `int one(void)`
                  hint: the kernel's source differs there: refresh the patch against this release
                """,
                """
                wakeup.patch:12:1: error: the hunk does not match kernel/sched/fair.c:8 [patch-does-not-apply]
                  note: expected `return 5;`, there is `return 2;`
                  hint: the kernel's source differs there: refresh the patch against this release
                """,
            ])
    }

    /// Offsets are allowed, since the numbers are only a guess; fuzz is not.
    @Test func `a hunk may have moved, its context may not have changed`() async throws {
        let moved = "@@ -21,5 +21,5 @@\n int one(void)\n {\n-\treturn 1;\n+\treturn 9;\n }\n\n"
        let names = "--- a/kernel/sched/fair.c\n+++ b/kernel/sched/fair.c\n"
        #expect(try applied([.sample(names + moved)]).fair.contains("return 9;"))
        let fuzzy = "@@ -1,5 +1,5 @@\n int ONE(void)\n {\n-\treturn 1;\n+\treturn 9;\n }\n\n"
        #expect(try failures([.sample(names + fuzzy)]).count == 1)
    }

    @Test func `a patch for a file that is not there is refused`() async throws {
        let text = "--- a/kernel/sched/gone.c\n+++ b/kernel/sched/gone.c\n@@ -1 +1 @@\n-a\n+b\n"
        let found = try failures([.sample(text)])
        #expect(found.map(\.code) == [.patchUnknownFile])
        #expect(found.first?.location == SourceLocation(file: "wakeup.patch", line: 1, column: 1))
    }

    @Test func `a patch that is applied already is refused`() async throws {
        let patch = Patch.changingOne(to: "3")
        let found = try failures([patch, patch])
        #expect(found.map(\.code) == [.patchDoesNotApply])
        #expect(found.first?.hint == "the kernel has this change already: leave the hunk out")
    }
}
