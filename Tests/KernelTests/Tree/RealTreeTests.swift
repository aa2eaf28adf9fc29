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
        let bootable = try await store.bootable(kernel, offline: false, progress: progress)
        for path in [tree.source, tree.vmlinux, bootable.vmlinuz, bootable.modules] {
            #expect(Files.exists(path), "\(path)")
        }
        let report = try await rebuild(prepared, [])
        print("  " + report.summary)
        #expect(report.isSame)
        #expect(report.units.allSatisfy { $0.functions > 100 })
        #expect(try await !rebuild(prepared, ["-fno-optimize-sibling-calls"]).isSame)

        let more = try await prepared.commands(["kernel/sched/cpuacct.c", "kernel/kthread.c"])
        let thread = try #require(more["kernel/kthread.c"])
        #expect(prepared.tree.compileCommands["kernel/kthread.c"] == thread)
        #expect(thread.flags.contains("-nostdinc"))
        // Later kernels run objtool on vmlinux and on whole modules only.
        #expect(thread.objtool.isEmpty == (kernel.release.series != "6.1"))
        await #expect(throws: KernelTreeError.self) {
            try await prepared.commands(["kernel/no_such_unit.c"])
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
