// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Module
import Support
import SystemPackage

/// `sched diff MANIFEST`: what a variant's sources change, function by function. It is
/// compiled, but neither linked nor packaged.
package struct ChangesReport: Sendable {
    /// Where the recipes and the cache are; the repository is not used.
    package var context: BuildContext
    /// Whether the lock may change, and whether the network may be used.
    package var mode: LockMode

    package init(context: BuildContext, mode: LockMode) {
        self.context = context
        self.mode = mode
    }

    /// - Parameter only: the kernel that is wanted; nil for all of the manifest's.
    /// - Returns: one for each kernel, and the manifest's warnings; no lock is written.
    /// - Throws: `DiagnosticsError` when the patches do not apply or do not compile,
    ///   `OperationError.otherKernels` when the manifest is not for the one that is wanted.
    package func run(
        _ manifest: FilePath, only: KernelRelease? = nil
    ) async throws -> (changes: [VariantChanges], warnings: [Diagnostic]) {
        let preparation = Preparation(context: context, mode: mode)
        let resolved = try await preparation.resolve(manifest)
        let kernels = resolved.lock.kernels.filter { only == nil || $0.release == only }
        if let only, kernels.isEmpty {
            throw OperationError.otherKernels(
                resolved.lock.variant, only, available: resolved.lock.kernels.map(\.release))
        }
        var found: [VariantChanges] = []
        for kernel in kernels {
            let subject = try await preparation.analyse(kernel, resolved)
            found.append(try await preparation.changes(subject, resolved))
        }
        return (found, resolved.warnings)
    }
}

extension Preparation {
    /// What is to be compiled for one kernel.
    func build(_ subject: VariantBoundary, _ resolved: Resolved) throws -> VariantBuild {
        VariantBuild(
            runtime: try runtimeDirectory(resolved), runtimeDigest: resolved.lock.runtime,
            subject: subject, progress: context.progress, patches: resolved.manifest.patches)
    }

    /// What the variant changes of one kernel, compiled.
    func changes(
        _ subject: VariantBoundary, _ resolved: Resolved
    ) async throws -> VariantChanges {
        let build = try build(subject, resolved)
        return try await WorkDirectory.with("sched-diff", in: KernelCache(context.cache).work) {
            try await build.changes($0)
        }
    }
}
