// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Support
import SystemPackage

extension VariantBoundary {
    /// Which members of the scheduler's structs code touches that the variant does
    /// not replace: reads the kernel's source where that was not done before.
    ///
    /// - Parameter runtime: directory of the runtime's sources.
    package func structUses(
        runtime: FilePath, progress: Progress
    ) async throws -> [StructUse] {
        let kernel = kernel
        let reader = MemberUseReader(
            tree: kernel.tree, runtime: runtime, program: try .find(), progress: progress
        ) { units, optional in try await kernel.commands(units, optional: optional) }
        return try await reader.read(
            boundary: boundary, facts: kernel.facts, entries: Set(RuntimeContract.entries)
        ) {
            let list = try await offPool { try UnitList.read(vmlinux: kernel.tree.vmlinux) }
            return MemberUseReader.Units(
                all: list.all, withSchedulerHeaders: list.withSchedulerHeaders)
        }
    }
}
