// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct Compilations {
    private static let unit = "kernel/sched/fair.c"

    private func compilation(
        _ source: SourceTree, units: [String] = [unit]
    ) throws -> Compilation {
        let prefix = source.directory.appending("prefix.h")
        try Files.write("#define PREFIXED 1\n".utf8, to: prefix)
        let commands = units.map {
            ($0, CompileCommand(unit: $0, flags: ["-O2", "-g", "-Iinclude"], objtool: []))
        }
        return Compilation(
            tree: KernelTree(
                release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00"),
                directory: KernelDirectory(source.directory), compiler: "gcc-12",
                compilerVersion: "gcc-12 (test)",
                compileCommands: Dictionary(uniqueKeysWithValues: commands)),
            prefixHeader: prefix, cache: source.directory.appending("objects"))
    }

    @Test func `the command is the kernel's, with a section for each function`() throws {
        let source = try SourceTree()
        defer { source.remove() }
        let command = try compilation(source).command(Self.unit, output: "/o/x.o", in: "/tree")
        #expect(command.executable == "gcc-12" && command.workingDirectory == "/tree")
        #expect(Array(command.arguments.prefix(3)) == ["-O2", "-Iinclude", "-g0"])
        #expect(Array(command.arguments.suffix(4)) == ["-c", "-o", "/o/x.o", Self.unit])
        #expect(command.arguments.contains("-ffunction-sections"))
        #expect(command.arguments.contains("-fdata-sections"))
        #expect(throws: SystemError.self) {
            try compilation(source).command("kernel/fork.c", output: "/o/x.o", in: "/tree")
        }
    }

    /// The second build finds the first one's object; a header's edit is seen.
    @Test func `an object is made once for one text`() async throws {
        let source = try SourceTree()
        defer { source.remove() }
        let compilation = try compilation(source)
        try source.write("#include \"sched.h\"\nint weight = WEIGHT + PREFIXED;\n", to: Self.unit)
        func compile() async throws -> Compilation.Object {
            try await compilation.objects([Self.unit], in: source.tree)[0]
        }
        let first = try await compile()
        let second = try await compile()
        #expect(first.wasCompiled && !second.wasCompiled)
        #expect(first.path == second.path && Files.exists(first.path))
        try source.write("#define WEIGHT 2048\n", to: "kernel/sched/sched.h")
        let third = try await compile()
        #expect(third.wasCompiled && third.path != first.path)
        try source.write("#define WEIGHT 1024\n", to: "kernel/sched/sched.h")
        let fourth = try await compile()
        #expect(!fourth.wasCompiled && fourth.path == first.path)
        let left = try Files.list(source.directory.appending("objects"))
        #expect(left.count == 3, "\(left)")
    }

    /// A unit that no edit reaches has the stock object.
    @Test func `a variant compiles only what its patches reach`() async throws {
        let source = try SourceTree()
        defer { source.remove() }
        let units = [Self.unit, "kernel/fork.c"]
        let compilation = try compilation(source, units: units)
        let stock = try await compilation.objects(units, in: source.tree)
        let overlay = try source.overlay()
        _ = try overlay.apply([.changingOne(to: "3")])
        let variant = try await compilation.objects(units, in: overlay.root)
        #expect(stock.map(\.wasCompiled) == [true, true])
        #expect(variant.filter(\.wasCompiled).map(\.unit) == [Self.unit])
        #expect(
            zip(stock, variant).filter { $0.path == $1.path }.map(\.0.unit) == ["kernel/fork.c"])
    }

    @Test func `a compile error names the patch that made the line`() async throws {
        let source = try SourceTree()
        defer { source.remove() }
        let compilation = try compilation(source)
        let overlay = try source.overlay()
        let patch = Patch.changingOne(to: "gone")
        _ = try overlay.apply([patch])
        do {
            _ = try await compilation.objects(
                [Self.unit], in: overlay.root, of: PatchedTree([patch], tree: source.tree))
            Issue.record("it compiled")
        } catch let error as DiagnosticsError {
            let first = try #require(error.diagnostics.first)
            #expect(first.location == SourceLocation(file: "wakeup.patch", line: 8, column: 17))
            #expect(first.message.contains("undeclared"))
        }
        #expect(try Files.list(source.directory.appending("objects")).isEmpty)
    }

    @Test func `dependencies are what a patch may change`() {
        let makefile = """
            kernel_sched_fair.o: kernel/sched/fair.c \\
             /usr/lib/gcc/x86_64-linux-gnu/12/include/stdarg.h \\
             include/linux/kernel.h include/linux/sched.h ./include/linux/sched/clock.h \\
             ./arch/x86/include/asm/page.h kernel/sched/sched.h kernel/sched/sched.h \\
             kernel/sched/../smpboot.h
            """
        #expect(
            Compilation.dependencies(makefile, of: "kernel/sched/fair.c") == [
                "include/linux/sched.h", "include/linux/sched/clock.h",
                "kernel/sched/../smpboot.h", "kernel/sched/fair.c", "kernel/sched/sched.h",
            ])
        #expect(
            Compilation.dependencies(
                "loadavg.o: fs/proc/loadavg.c fs/proc/internal.h include/linux/fs.h fs/x.c",
                of: "fs/proc/loadavg.c")
                == ["fs/proc/internal.h", "fs/proc/loadavg.c", "fs/x.c"])
    }
}

@Suite struct CompilerOutputs {
    private static let unit = "kernel/sched/fair.c"

    private func diagnostics(
        _ output: String, _ patches: [Patch] = []
    ) -> [String] {
        CompilerOutput(output).diagnostics(unit: Self.unit, tree: Self.tree(patches))
            .map(\.description)
    }

    private static func tree(_ patches: [Patch]) -> PatchedTree {
        .sample(patches, [unit: SourceTree.fair + "\n\nint three(void)\n"])
    }

    private static let error = """
        In file included from kernel/sched/build_policy.c:10:
        ./kernel/sched/fair.c: In function 'one':
        ./kernel/sched/fair.c:4:16: error: 'gone' undeclared (first use in this function)
            4 |         return gone;
              |                ^~~~
        ./kernel/sched/fair.c:10:9: warning: unused variable 'i' [-Wunused-variable]
        ./kernel/sched/fair.c:12:1: error: expected ';' before '}' token

        """

    @Test func `each error is one diagnostic`() {
        let hint = "\n  hint: no patch touches this line: look at what it uses"
        #expect(
            diagnostics(Self.error) == [
                "kernel/sched/fair.c:4:16: error: 'gone' undeclared (first use in this function) [compile-error]"
                    + hint,
                "kernel/sched/fair.c:12:1: error: expected ';' before '}' token [compile-error]"
                    + hint,
            ])
    }

    @Test func `an error in a patch's line is the patch's`() {
        let found = diagnostics(Self.error, [.changingOne(to: "gone")])
        #expect(
            found.first
                == "wakeup.patch:8:17: error: 'gone' undeclared (first use in this function) [compile-error]"
        )
        // The other is shown where it stands in the kernel's own source: the
        // patch has added a line in front of it.
        #expect(found.last?.hasPrefix("kernel/sched/fair.c:11:1: error: expected") == true)
    }

    /// A line of the second patch's result is traced through the second to the
    /// first.
    @Test func `a line is traced through all patches`() {
        let later = Patch.sample(
            "--- a/kernel/sched/fair.c\n+++ b/kernel/sched/fair.c\n@@ -1 +1,3 @@\n+/* a */\n+/* b */\n int one(void)\n",
            name: "later.patch")
        let output = "kernel/sched/fair.c:6:16: error: 'gone' undeclared\n"
        let found = diagnostics(output, [.changingOne(to: "gone"), later])
        #expect(found.first?.hasPrefix("wakeup.patch:8:17:") == true)
        let own = diagnostics(
            "kernel/sched/fair.c:2:1: error: what\n", [.changingOne(to: "3"), later])
        #expect(own.first?.hasPrefix("later.patch:5:2:") == true)
    }

    @Test func `a warning is told where a patch made the line`() {
        let output =
            "kernel/sched/fair.c:4:16: warning: unused variable 'gone' [-Wunused-variable]\n"
            + "kernel/sched/fair.c:8:2: warning: the kernel's own\n"
        #expect(
            CompilerOutput(output).warnings(tree: Self.tree([.changingOne(to: "gone")]))
                .map(\.description) == [
                    "wakeup.patch:8:17: warning: unused variable 'gone' [-Wunused-variable] [compile-warning]"
                ])
    }

    /// gcc tells it where the macro is defined, and below that where it is used.
    @Test func `an error in a macro is told where the patch uses it`() {
        let output = """
            include/linux/minmax.h:20:28: error: comparison of distinct pointer types
               20 |         (!!(sizeof((typeof(x) *)1 == (typeof(y) *)1)))
            include/linux/minmax.h:45:25: note: in expansion of macro '__careful_cmp'
            kernel/sched/fair.c:4:16: note: in expansion of macro 'min'
            include/linux/minmax.h:9:1: error: the kernel's own
            include/linux/minmax.h:9:1: warning: of something else
            kernel/sched/fair.c:4:16: note: in expansion of macro 'max'

            """
        let found = diagnostics(output, [.changingOne(to: "gone")])
        #expect(
            found.first
                == "wakeup.patch:8:17: error: comparison of distinct pointer types [compile-error]")
        #expect(found.last?.hasPrefix("include/linux/minmax.h:9:1: error: the kernel's") == true)
        #expect(found.count == 2)
    }

    @Test func `other failures keep the compiler's words`() {
        let found = CompilerOutput("gcc-12: fatal error: cannot execute\ncompilation terminated.\n")
            .diagnostics(unit: Self.unit, tree: nil)
        #expect(found.map(\.code) == [.compileError])
        #expect(found.first?.location?.file == Self.unit)
        #expect(found.first?.notes.first == "gcc-12: fatal error: cannot execute")
    }
}
