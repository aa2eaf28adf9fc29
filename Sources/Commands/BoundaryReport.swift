// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Packaging
import Support
import SystemPackage

/// `sched boundary`: the boundary of a manifest's kernels, nothing built.
package struct BoundaryReport: Sendable {
    /// Where the recipes and the cache are; the repository is not used.
    package var context: BuildContext
    /// Whether the lock may change, and whether the network may be used.
    package var mode: LockMode
    /// Reads the kernel's source as well, for the members of structs.
    package var readsMembers: Bool

    package init(context: BuildContext, mode: LockMode, readsMembers: Bool = false) {
        self.context = context
        self.mode = mode
        self.readsMembers = readsMembers
    }

    /// One kernel's boundary, with its other forms.
    package struct Document: Sendable {
        /// What is replaced, shared and left in that kernel.
        package var boundary: Boundary
        /// For a terminal.
        package var text: String
        /// A self-contained HTML page.
        package var page: String
        /// Of the manifest.
        package var warnings: [Diagnostic]
    }

    /// One document for each kernel of the lock; the lock itself is not written.
    package func run(_ manifest: FilePath) async throws -> [Document] {
        let (resolved, kernels) = try await resolvedAndAnalysed(manifest)
        let preparation = Preparation(context: context, mode: mode)
        let subject = BoundaryPage.Subject(
            variant: resolved.manifest.name.value.rawValue,
            version: resolved.manifest.version.value,
            summary: resolved.manifest.summary)
        var documents: [Document] = []
        for var kernel in kernels {
            if readsMembers {
                kernel.boundary.structs =
                    try await kernel.structUses(
                        runtime: preparation.runtimeDirectory(resolved), progress: context.progress)
            }
            documents.append(
                try Document(
                    kernel.boundary, kernel.kernel.facts, of: subject,
                    warnings: resolved.warnings))
        }
        return documents
    }

    func analysed(_ manifest: FilePath) async throws -> [VariantBoundary] {
        try await resolvedAndAnalysed(manifest).kernels
    }

    private func resolvedAndAnalysed(
        _ manifest: FilePath
    ) async throws -> (resolved: Preparation.Resolved, kernels: [VariantBoundary]) {
        let preparation = Preparation(context: context, mode: mode)
        let resolved = try await preparation.resolve(manifest)
        var found: [VariantBoundary] = []
        for kernel in resolved.lock.kernels {
            found.append(try await preparation.analyse(kernel, resolved))
        }
        return (resolved, found)
    }
}

extension BoundaryReport.Document {
    init(
        _ boundary: Boundary, _ facts: KernelFacts, of subject: BoundaryPage.Subject,
        warnings: [Diagnostic]
    ) throws {
        self.init(
            boundary: boundary, text: BoundaryText(boundary).text,
            page: try BoundaryPage(boundary, UseIndex(boundary, facts), of: subject).html(),
            warnings: warnings)
    }
}
