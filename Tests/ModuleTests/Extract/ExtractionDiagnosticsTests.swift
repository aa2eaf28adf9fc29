// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct ExtractionDiagnostics {
    private var kernel: SyntheticKernel {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.function("queue", .outsider, unit: "kernel/smp.c")
        return kernel
    }

    private func diagnostics(
        _ kernel: SyntheticKernel, _ source: String
    ) async throws -> [Diagnostic] {
        let request = try await kernel.request([SyntheticKernel.core: source])
        do {
            _ = try Extractor.extract(request)
        } catch let error as DiagnosticsError {
            return error.diagnostics
        }
        Issue.record("it was accepted")
        return []
    }

    @Test func `a function that outsiders call must stay`() async throws {
        let found = try await diagnostics(kernel, "int renamed(int i) { return i; }")
        #expect(found.map(\.code) == [.missingFunction])
        #expect(
            found.first?.message
                == "kernel/sched/core.c:10: `entry` is called from outside the boundary, but the variant has no such function"
        )
        #expect(
            found.first?.hint
                == "keep the function and its signature; called from outside (kernel/fork.c)")
    }

    /// A function of that name in another unit is another function.
    @Test func `the function must stay in its unit`() async throws {
        let object = try await Compiler.object("int entry(int i) { return i; }")
        let request = kernel.request([CompiledObject(unit: SyntheticKernel.fair, bytes: object)])
        #expect(throws: DiagnosticsError.self) { try Extractor.extract(request) }
    }

    @Test(arguments: ["update_rq_clock", "fair_sched_class"])
    func `what the runtime needs must stay`(_ name: String) async throws {
        var kernel = kernel
        if name.hasSuffix("class") {
            kernel.classTables = [name]
        } else {
            kernel.runtimeEntries = [name]
        }
        let found = try await diagnostics(kernel, "int entry(int i) { return i; }")
        #expect(found.map(\.code) == [.missingRuntimeEntry])
        #expect(
            found.first?.message
                == "the variant's sources no longer define `\(name)`, which the runtime needs")
    }

    @Test func `a new function's address may not be given away`() async throws {
        let found = try await diagnostics(
            kernel,
            """
            extern void queue(int (*)(int));
            static noipa int fresh(int i) { return i; }
            int entry(int i) { queue(fresh); return i; }
            """)
        #expect(found.map(\.code) == [.newCallback])
        #expect(found.first?.message.contains("`fresh`") == true)
    }

    @Test func `a name that nobody defines is refused`() async throws {
        let found = try await diagnostics(
            kernel, "extern int gone(int); int entry(int i) { return gone(i) + 1; }")
        #expect(found.map(\.code) == [.undefinedSymbol])
        #expect(
            found.first?.message
                == "the variant refers to `gone`, which neither it nor the kernel defines")
    }

    @Test func `a function that cannot move is refused`() async throws {
        let found = try await diagnostics(
            kernel,
            """
            asm(".pushsection .sched.text,\\"ax\\"\\n"
                ".type near,@function\\nnear: xor %eax,%eax\\n ret\\n.size near,.-near\\n"
                ".globl jumper\\n.type jumper,@function\\njumper: jmp near\\n"
                ".size jumper,.-jumper\\n.popsection");
            int jumper(int);
            int entry(int i) { return jumper(i) + 1; }
            """)
        #expect(found.map(\.code) == [.unmovableFunction])
        #expect(found.first?.message == "jumper has a short branch to near")
        #expect(found.first?.hint?.contains(".sched.text") == true)
    }

    @Test func `a function that stays behind may have any form`() async throws {
        let extracted = try await kernel.extract(
            """
            asm(".pushsection .sched.text,\\"ax\\"\\n"
                ".type near,@function\\nnear: xor %eax,%eax\\n ret\\n.size near,.-near\\n"
                ".globl queue\\n.type queue,@function\\nqueue: jmp near\\n"
                ".size queue,.-queue\\n.popsection");
            extern int gone(int);
            int unused(int i) { return gone(i) + 1; }
            int entry(int i) { return i; }
            """)
        #expect(extracted.functions == ["entry"])
    }

    @Test func `all of them are reported, each once`() async throws {
        let found = try await diagnostics(
            kernel,
            """
            extern void queue(int (*)(int));
            extern int gone(int), lost(int);
            static noipa int fresh(int i) { return gone(i) + 1; }
            int entry(int i) { queue(fresh); return gone(i) + lost(i) + fresh(i); }
            """)
        #expect(found.map(\.code) == [.undefinedSymbol, .undefinedSymbol, .newCallback])
        #expect(found.map(\.message) == found.map(\.message).sorted())
    }

    @Test func `what is no object is refused`() {
        let request = kernel.request([CompiledObject(unit: "a.c", bytes: [1, 2, 3])])
        #expect(throws: (any Error).self) { try Extractor.extract(request) }
    }
}
