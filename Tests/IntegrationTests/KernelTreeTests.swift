// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// A real kernel in the cache that `sched add` uses too.
@Suite(.enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"), .serialized)
struct KernelTreeTests {
    private func prepared() async throws -> PreparedKernel {
        try await PreparedKernel.prepare(
            try await Lab.kernel.value, cache: KernelCache(Surroundings.cache), offline: true,
            progress: .silent)
    }

    @Test func `an unmodified rebuild has the functions of vmlinux, another build has not`()
        async throws
    {
        let kernel = try await prepared()
        let tree = kernel.tree
        #expect(tree.compileCommands.count >= 4)
        let bootable = try await Lab.bootable()
        for path in [tree.source, tree.vmlinux, bootable.vmlinuz, bootable.modules] {
            #expect(Files.exists(path), "\(path)")
        }
        #expect(try await rebuild(kernel, []).isSame)
        #expect(try await !rebuild(kernel, ["-fno-optimize-sibling-calls"]).isSame)
    }

    @Test func `further units are prepared when they are asked for`() async throws {
        let kernel = try await prepared()
        let more = try await kernel.commands(["kernel/sched/cpuacct.c", "kernel/kthread.c"])
        let thread = try #require(more["kernel/kthread.c"])
        #expect(kernel.tree.compileCommands["kernel/kthread.c"] == thread)
        #expect(thread.flags.contains("-nostdinc"))
        // Later kernels run objtool on vmlinux and on whole modules only.
        #expect(thread.objtool.isEmpty == (kernel.release.series != "6.1"))
        await #expect(throws: KernelTreeError.self) {
            try await kernel.commands(["kernel/no_such_unit.c"])
        }
    }

    /// One unit as a variant's are compiled, with a section for each function.
    private func rebuild(
        _ kernel: PreparedKernel, _ more: [String]
    ) async throws -> RebuildReport {
        let unit = "kernel/sched/build_policy.c"
        let command = try #require(kernel.tree.compileCommands[unit])
        let object = try Files.makeTemporaryDirectory("rebuild").appending("unit.o")
        defer { try? Files.remove(object.removingLastComponent()) }
        try await Command(
            kernel.tree.compiler,
            command.flags + ["-g0", "-ffunction-sections"] + more
                + ["-c", "-o", object.string, unit],
            in: kernel.tree.source
        ).runChecked()
        return try RebuildCheck.compare([.init(unit: unit, path: object)], kernel)
    }
}
