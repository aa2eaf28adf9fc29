// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// Prepares a real kernel with a real cache. Runs when SCHED_TEST_CACHE names a
/// cache folder and SCHED_TEST_LOCK a lock file; takes half a minute the first
/// time and 450 MB of downloads if the cache is empty.
@Suite(.enabled(if: Surroundings.variable("SCHED_TEST_LOCK") != nil), .serialized)
struct RealTreeTests {
    let progress = Progress { event in
        if case .ended(let stage, let seconds, let detail) = event {
            print("  \(stage): \((seconds * 100).rounded() / 100) s \(detail)")
        }
    }

    @Test func anUnmodifiedRebuildHasTheFunctionsOfVmlinux() async throws {
        let file = try #require(Surroundings.variable("SCHED_TEST_LOCK"))
        let cache = Surroundings.variable("SCHED_TEST_CACHE").map { FilePath($0) }
        let kernel = try #require(try loadLock(FilePath(file)).kernels.first)
        let store = KernelTreeStore(cache: KernelCache(cache ?? Surroundings.cache))
        let prepared = try await PreparedKernel.prepare(
            kernel, cache: KernelCache(cache ?? Surroundings.cache), offline: false,
            progress: progress)
        let tree = prepared.tree
        #expect(tree.compileCommands.count >= 4)
        for path in [tree.source, tree.vmlinux, tree.vmlinuz, tree.modules] {
            #expect(Files.exists(path), "\(path)")
        }
        let report = try await RebuildCheck.run(prepared, progress: progress)
        print("  " + report.summary)
        #expect(report.isSame)
        #expect(report.units.allSatisfy { $0.functions > 100 })

        var other = tree
        let unit = "kernel/sched/build_policy.c"
        other.compileCommands[unit]?.flags.append("-fno-optimize-sibling-calls")
        let rebuilt = try await RebuildCheck.rebuild(other, prepared.image, [unit])
        #expect(!rebuilt.isSame)

        let more = try await store.prepare(
            kernel, units: ["kernel/sched/cpuacct.c", "kernel/kthread.c"], offline: true,
            progress: progress)
        let thread = try #require(more.compileCommands["kernel/kthread.c"])
        #expect(thread.flags.contains("-nostdinc"))
        // Later kernels run objtool on vmlinux and on whole modules only.
        #expect(thread.objtool.isEmpty == (kernel.release.series != "6.1"))
        await #expect(throws: KernelTreeError.self) {
            try await store.prepare(
                kernel, units: ["kernel/no_such_unit.c"], offline: true, progress: progress)
        }
    }
}
