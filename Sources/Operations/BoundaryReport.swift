// SPDX-License-Identifier: Apache-2.0
internal import BoundaryReports
public import Diagnostics
public import SchedModel
internal import SystemIO
public import SystemPackage

/// `sched boundary`: the boundary of a manifest's kernels, nothing built.
public struct BoundaryReport: Sendable {
    public var context: BuildContext
    public var options: LockOptions
    /// Reads the kernel's source as well, for the members of structs.
    public var readsMembers: Bool

    public init(context: BuildContext, options: LockOptions, readsMembers: Bool = false) {
        self.context = context
        self.options = options
        self.readsMembers = readsMembers
    }

    /// One kernel's boundary, with its other forms.
    public struct Document: Sendable {
        public var boundary: Boundary
        /// For a terminal.
        public var text: String
        /// A self-contained HTML page.
        public var page: String
        /// Of the manifest.
        public var warnings: [Diagnostic]
    }

    /// One document for each kernel of the lock; the lock itself is not written.
    public func run(_ manifest: FilePath) async throws -> [Document] {
        let parts = context.dataRoot.appending("recipes").appending("reports").appending("boundary")
        let template = try Files.readText(parts.appending("page.html"))
        let (resolved, kernels) = try await resolvedAndAnalysed(manifest)
        let subject = BoundaryPage.Subject(
            variant: resolved.manifest.name.value.rawValue,
            version: resolved.manifest.version.value,
            summary: resolved.manifest.summary)
        var documents: [Document] = []
        for var kernel in kernels {
            if readsMembers {
                kernel.boundary.structs =
                    try await StructUses(context: context, kernel: kernel).read()
            }
            let page = BoundaryPage(
                kernel.boundary, UseIndex(kernel.boundary, kernel.facts), of: subject)
            documents.append(
                Document(
                    boundary: kernel.boundary, text: BoundaryText(kernel.boundary).text,
                    page: try page.html(template: template) {
                        try Files.readText(parts.appending($0))
                    }, warnings: resolved.warnings))
        }
        return documents
    }

    func analysed(_ manifest: FilePath) async throws -> [Preparation.Kernel] {
        try await resolvedAndAnalysed(manifest).kernels
    }

    private func resolvedAndAnalysed(
        _ manifest: FilePath
    ) async throws -> (resolved: Preparation.Resolved, kernels: [Preparation.Kernel]) {
        let preparation = Preparation(context: context, options: options)
        let resolved = try await preparation.resolve(manifest)
        var found: [Preparation.Kernel] = []
        for kernel in resolved.lock.kernels {
            found.append(try await preparation.analyse(kernel, resolved))
        }
        return (resolved, found)
    }
}
