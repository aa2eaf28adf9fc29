// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Packaging
import Support
import SystemPackage

/// `sched boundary`: the boundary of a manifest's kernels, nothing built but what the page
/// tells of the variant's changes.
package struct BoundaryReport: Sendable {
    /// Where the recipes and the cache are; the repository is not used.
    package var context: BuildContext
    /// Whether the lock may change, and whether the network may be used.
    package var mode: LockMode
    /// Reads the kernel's source as well, for the members of structs.
    package var readsMembers: Bool
    /// Draws the page, for which the variant is compiled.
    package var drawsPage: Bool

    package init(
        context: BuildContext, mode: LockMode, readsMembers: Bool = false,
        drawsPage: Bool = false
    ) {
        self.context = context
        self.mode = mode
        self.readsMembers = readsMembers
        self.drawsPage = drawsPage
    }

    /// One kernel's boundary, with its other forms.
    package struct Document: Sendable {
        /// What is replaced, shared and left in that kernel.
        package var boundary: Boundary
        /// For a terminal.
        package var text: String
        /// A self-contained HTML page; nil unless it was to be drawn.
        package var page: String?
        /// Of the manifest.
        package var warnings: [Diagnostic]
    }

    /// One document for each kernel of the lock; the lock itself is not written.
    package func run(_ manifest: FilePath) async throws -> [Document] {
        let (resolved, kernels) = try await resolvedAndAnalysed(manifest)
        let preparation = Preparation(context: context, mode: mode)
        var documents: [Document] = []
        for var kernel in kernels {
            if readsMembers {
                kernel.boundary.structs =
                    try await kernel.structUses(
                        runtime: preparation.runtimeDirectory(resolved), progress: context.progress)
            }
            let subject = drawsPage ? try await subject(kernel, resolved, preparation) : nil
            documents.append(
                try Document(
                    kernel.boundary, kernel.kernel.facts, of: subject,
                    warnings: resolved.warnings))
        }
        return documents
    }

    /// What the page says of the variant. One that cannot be built has a boundary all the
    /// same: then the page has what the sources tell, and why there is no more.
    private func subject(
        _ kernel: VariantBoundary, _ resolved: Preparation.Resolved, _ preparation: Preparation
    ) async throws -> BoundaryPage.Subject {
        let manifest = resolved.manifest
        var subject = BoundaryPage.Subject(
            variant: manifest.name.value.rawValue, version: manifest.version.value,
            summary: manifest.summary)
        do {
            subject.changes = try await preparation.changes(kernel, resolved)
        } catch let error as DiagnosticsError {
            subject.changes = try preparation.build(kernel, resolved).sourceChanges()
            subject.refusal = error.diagnostics.first { $0.severity == .error }?.message
        }
        return subject
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
        _ boundary: Boundary, _ facts: KernelFacts, of subject: BoundaryPage.Subject?,
        warnings: [Diagnostic]
    ) throws {
        self.init(
            boundary: boundary, text: BoundaryText(boundary).text,
            page: try subject.map {
                try BoundaryPage(boundary, UseIndex(boundary, facts), of: $0).html()
            },
            warnings: warnings)
    }
}
