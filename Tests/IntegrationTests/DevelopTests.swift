// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// `sched develop` on a real kernel: its directory, what is refused in it, and the
/// way from an edit to the running kernel and to the same package.
@Suite(.serialized, .enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct DevelopTests {
    /// A copy of latency-tuned with an editable tree; removed when the test is over.
    private final class Desk {
        let root: FilePath
        let develop: DevelopVariant
        var manifest: FilePath { root.appending("latency-tuned.yaml") }
        var directory: FilePath { root.appending("tree") }
        var core: FilePath { file("kernel/sched/mod/core.c") }

        init() async throws {
            root = try Files.makeTemporaryDirectory("develop")
            develop = DevelopVariant(
                context: Lab.context(repository: root.appending("repo")), mode: .update)
            try Files.copy(Lab.manifest("latency-tuned"), to: manifest)
            let patch = FilePath("patches/latency-wakeup.patch")
            try Files.createDirectory(root.appending("patches"))
            try Files.copy(
                Lab.root.appending("manifests").appending(patch.components),
                to: root.appending(patch.components))
            let made = try await develop.create(manifest, in: directory)
            #expect(made.files > 15)
        }

        deinit { try? Files.remove(root) }

        func file(_ path: String) -> FilePath { directory.appending(FilePath(path).components) }

        /// Replaces `old`, which must stand once in the file.
        /// - Returns: the line of the first changed character, counted from 1.
        @discardableResult
        func edit(_ path: FilePath, _ old: String, _ new: String) throws -> Int {
            let text = try Files.readText(path)
            let places = text.ranges(of: old)
            try #require(places.count == 1, "\(old) stands once in \(path)")
            try Files.replace(path, with: Array(text.replacing(old, with: new).utf8))
            let same = zip(old, new).prefix { $0 == $1 }.count
            let start = text.index(places[0].lowerBound, offsetBy: same)
            return text[..<start].count { $0 == "\n" } + 1
        }

        func refusal() async throws -> Diagnostic {
            do {
                _ = try await develop.build(directory)
            } catch let error as DiagnosticsError {
                return try #require(error.diagnostics.first { $0.severity == .error })
            }
            Issue.record("it was built")
            throw CancellationError()
        }
    }

    struct Edit: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var old: String
        var new: String
        var codes: Set<DiagnosticCode>
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            Edit(
                testDescription: "a kept function",
                old: "void __noreturn do_task_dead(void)\n{\n",
                new: "void __noreturn do_task_dead(void)\n{\n\tbarrier();\n",
                codes: [.editKeptFunction]),
            Edit(
                testDescription: "an interface that is gone",
                old: "void wake_up_if_idle(int cpu)\n{", new: "void wake_up_when_idle(int cpu)\n{",
                codes: [.missingFunction]),
            Edit(
                testDescription: "a syntax error",
                old: "bool cpus_share_cache(int this_cpu, int that_cpu)\n{\n",
                new: "bool cpus_share_cache(int this_cpu, int that_cpu)\n{\n\treturn nothing;\n",
                codes: [.compileError]),
        ])
    func `an edit that cannot work is refused at its place in the directory`(
        _ edit: Edit
    ) async throws {
        let desk = try await Desk()
        let line = try desk.edit(desk.core, edit.old, edit.new)
        let refusal = try await desk.refusal()
        #expect(edit.codes.contains(refusal.code), "\(refusal)")
        let text = "\(refusal)"
        #expect(text.contains("\(desk.core)"), "\(text)")
        // Comments are counted: it is the line that the editor shows.
        #expect(
            [line - 1, line, line + 1].contains { text.contains("core.c:\($0)") },
            "\(line): \(text)")
    }

    @Test(.timeLimit(.minutes(10)))
    func `what was built is what the saved manifest builds`() async throws {
        let desk = try await Desk()
        try desk.edit(
            desk.core, "\tprev = rq->curr;\n",
            "\tprev = rq->curr;\n\tif (unlikely(prev->prio < 0))\n\t\tWARN_ON_ONCE(1);\n")
        let built = try await desk.develop.build(desk.directory)
        #expect(built.edited.contains("kernel/sched/core.c"))
        #expect(built.redirects > 150)

        let saved = try await desk.develop.save(desk.directory)
        #expect(saved.patches.contains { $0.file == "kernel/sched/core.c" })
        #expect(saved.patches.allSatisfy { !$0.text.contains("/* sched: ") })
        #expect(try await desk.develop.save(desk.directory).isEmpty)

        let outcome = try await AddVariant(
            context: desk.develop.context, mode: .update
        ).run(desk.manifest)
        let package = try #require(outcome.packages.first)
        let module = try await Self.module(in: FilePath(package.file), below: desk.root)
        #expect(
            try Files.read(FilePath(built.module)) == Files.read(module),
            "the same code is another module to the byte")
    }

    private static func module(
        in package: FilePath, below root: FilePath
    ) async throws -> FilePath {
        let directory = root.appending("unpacked")
        try Files.createDirectory(directory)
        try await Command("sh", ["-c", "rpm2cpio '\(package)' | cpio -idm --quiet"], in: directory)
            .runChecked(timeout: 60)
        let name = try #require(try Files.walk(directory).first { $0.extension == "ko" })
        return directory.appending(name.components)
    }

    @Test(.timeLimit(.minutes(10))) func `an edit of __schedule runs in the guest`() async throws {
        let desk = try await Desk()
        try desk.edit(
            desk.core, "\tprev = rq->curr;\n",
            "\tprev = rq->curr;\n\tprintk_deferred_once(\"the edited __schedule ran\\n\");\n")
        let program = try Lab.program()
        let outcome = try await desk.develop.attempt(
            desk.directory,
            configure: { attempt in
                attempt.program = program
                attempt.work = .command("sleep 1; dmesg | grep 'the edited __schedule ran'")
                attempt.timeoutSeconds = 300
            }, output: { _ in }, errors: { _ in })
        #expect(outcome.isSuccess, "\(outcome.explanation ?? "")\n\(outcome.errorOutput)")
        #expect(outcome.output.contains("the edited __schedule ran"))
    }

    /// clangd comes with the Swift toolchain.
    @Test(.timeLimit(.minutes(5))) func `clangd reads the tree, and sees faults`() async throws {
        let desk = try await Desk()
        func check(_ name: String) async throws -> CommandResult {
            try await Command(
                "clangd",
                [
                    "--check=\(desk.file("kernel/sched/mod/\(name)"))", "--check-locations=false",
                    "--compile-commands-dir=\(desk.directory)",
                ]
            ).run(timeout: 120)
        }
        // One that compiles alone, one of build_policy.c and one of build_utility.c.
        for name in ["core.c", "rt.c", "debug.c"] {
            let result = try await check(name)
            #expect(result.isSuccess, "\(name): \(result.errorText.suffix(2000))")
            #expect(result.errorText.contains("All checks completed, 0 errors"), "\(name)")
        }
        try desk.edit(desk.core, "\tprev = rq->curr;\n", "\tprev = rq->nothing;\n")
        let result = try await check("core.c")
        #expect(!result.isSuccess)
        #expect(result.errorText.contains("no member named 'nothing'"))
    }

    @Test(.timeLimit(.minutes(5))) func `an interrupted making is told and goes on`() async throws {
        let desk = try await Desk()
        // As a crash before the last step leaves it.
        let hidden = desk.directory.appending(".sched")
        try Files.copy(hidden.appending("state.json"), to: hidden.appending("making.json"))
        try Files.remove(hidden.appending("state.json"))
        try Files.remove(desk.file("kernel/sched/mod/fair.c"))
        await #expect(throws: (any Error).self) { try await desk.develop.build(desk.directory) }
        let made = try await desk.develop.create(desk.manifest, in: desk.directory)
        #expect(made.warnings.map(\.code) == [.developInterrupted])
        #expect(Files.exists(desk.file("kernel/sched/mod/fair.c")))
        #expect(!Files.exists(hidden.appending("making.json")))
        let again = try await desk.develop.create(desk.manifest, in: desk.directory)
        #expect(again.warnings == [])
    }
}
