// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// A real kernel in the cache that `sched add` uses too.
@Suite(.enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"), .serialized)
struct KernelTreeTests {
    @Test func `an unmodified rebuild has the functions of vmlinux, another build has not`()
        async throws
    {
        let kernel = try await Lab.kernel.value
        let store = KernelTreeStore(cache: Surroundings.cache)
        let tree = try await store.prepare(kernel, offline: true, progress: .silent)
        #expect(tree.compileCommands.count >= 4)
        for path in [tree.source, tree.vmlinux, tree.vmlinuz, tree.modules] {
            #expect(Files.exists(path), "\(path)")
        }
        let report = try await RebuildCheck.run(tree: tree, progress: .silent)
        #expect(report.isSame)
        #expect(report.units.allSatisfy { $0.functions > 100 })

        var other = tree
        let unit = "kernel/sched/build_policy.c"
        other.compileCommands[unit]?.flags.append("-fno-optimize-sibling-calls")
        let rebuilt = try await RebuildCheck.rebuild(other, [unit])
        #expect(!rebuilt.isSame)
    }

    @Test func `further units are prepared when they are asked for`() async throws {
        let kernel = try await Lab.kernel.value
        let store = KernelTreeStore(cache: Surroundings.cache)
        let more = try await store.prepare(
            kernel, units: ["kernel/sched/cpuacct.c", "kernel/kthread.c"], offline: true,
            progress: .silent)
        let thread = try #require(more.compileCommands["kernel/kthread.c"])
        #expect(thread.flags.contains("-nostdinc"))
        // Later kernels run objtool on vmlinux and on whole modules only.
        #expect(thread.objtool.isEmpty == (kernel.release.series != "6.1"))
        await #expect(throws: KernelTreeError.self) {
            try await store.prepare(
                kernel, units: ["kernel/no_such_unit.c"], offline: true, progress: .silent)
        }
    }
}
