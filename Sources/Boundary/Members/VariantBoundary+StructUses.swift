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
        try await MemberUseReader(
            kernel: kernel, runtime: runtime, program: try .find(), progress: progress
        ).read(boundary: boundary)
    }
}
