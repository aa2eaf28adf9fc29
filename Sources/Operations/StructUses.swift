// SPDX-License-Identifier: Apache-2.0
internal import KernelTrees
internal import MemberUse
internal import ModuleBuild
internal import SchedModel
internal import SystemIO
internal import VmlinuxFacts

/// Which members of the scheduler's structs code touches that the variant does
/// not replace: reads the kernel's source where that was not done before.
///
/// The kernel's tree is there already, so nothing is fetched.
struct StructUses {
    let context: BuildContext
    let kernel: Preparation.Kernel

    func read() async throws -> [StructUse] {
        let (context, locked) = (context, kernel.locked)
        let vmlinux = kernel.tree.vmlinux
        let reader = MemberUseReader(
            tree: kernel.tree, runtime: context.runtime, program: try .find(),
            progress: context.progress
        ) { units, optional in
            try await KernelTreeStore(cache: context.cache).prepare(
                locked, units: units, optional: optional, offline: true,
                progress: context.progress
            ).compileCommands.filter { units.contains($0.key) }
        }
        return try await reader.read(
            boundary: kernel.boundary, facts: kernel.facts, entries: Set(RuntimeContract.entries)
        ) {
            let list = try await offPool { try UnitList.read(vmlinux: vmlinux) }
            return MemberUseReader.Units(
                all: list.all, withSchedulerHeaders: list.withSchedulerHeaders)
        }
    }
}
