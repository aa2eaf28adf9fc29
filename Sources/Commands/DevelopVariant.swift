// SPDX-License-Identifier: Apache-2.0
import Boundary
import Develop
import Kernel
import Manifest
import Module
import Packaging
import RPM
import Support
import SystemPackage

/// `sched develop`: a variant's sources as a tree that can be edited, built,
/// tried and saved as patches (docs/develop.md).
///
/// The tree's edits are differences from the kernel's own sources. Building and
/// saving both start from these same differences, so what was tried is what
/// `sched add` builds after a save.
package struct DevelopVariant: Sendable {
    /// Where the recipes, the cache and the repository are.
    package var context: BuildContext
    /// Whether the lock may change, and whether the network may be used.
    package var mode: LockMode

    package init(context: BuildContext, mode: LockMode) {
        self.context = context
        self.mode = mode
    }

    // MARK: Making a tree

    /// What `sched develop --json` prints after it made a tree.
    package struct Created: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        /// Path of the tree.
        package var directory: String
        /// Absolute path of the manifest that the tree belongs to.
        package var manifest: String
        package var variant: VariantName
        /// The release whose sources the tree holds.
        package var kernel: KernelRelease
        /// How many files can be edited.
        package var files: Int
        /// Of the manifest and the boundary.
        package var warnings: [Diagnostic]
    }

    /// Makes the tree of `manifest` in `root`; an existing tree is made anew when
    /// all its edits are saved.
    ///
    /// - Parameter kernel: which one, if the manifest has several; default is the
    ///   first.
    package func create(
        _ manifest: FilePath, in root: FilePath, kernel: KernelRelease? = nil
    ) async throws -> Created {
        try DevelopDirectory.requireReplaceable(root)
        let preparation = Preparation(context: context, mode: mode)
        let resolved = try await preparation.resolve(manifest)
        let locked = try choose(kernel, resolved)
        let prepared = try await preparation.analyse(locked, resolved)
        let patches = resolved.manifest.patches
        return try await WorkDirectory.with(
            "sched-develop", in: KernelCache(context.cache).work
        ) { work in
            let overlay = try SourceOverlay(
                root: work.appending("source"), tree: prepared.kernel.tree.source)
            try overlay.makeReal("kernel/sched")
            let applied = try overlay.apply(patches)
            let layout = DevelopLayout(root)
            let making = DevelopCreation(
                layout: layout, tree: prepared.kernel.tree, boundary: prepared.boundary,
                patched: overlay.root,
                furtherFiles: resolved.manifest.sidecars.map(\.value.file)
                    + applied.paths,
                prefixHeader: context.boundaryPrefix)
            let wasInterrupted = Files.exists(layout.making)
            try Files.createDirectory(layout.hidden)
            let files = try await FileLock.hold(layout.busy) {
                try DevelopDirectory.requireReplaceable(root)
                let state = try making.make(
                    from: DevelopState(
                        manifest: resolved.manifest.path, variant: resolved.lock.variant,
                        kernel: locked.release, sourceVersion: locked.sourceVersion, files: [:],
                        patches: Patch.digests(patches)))
                try LockFile.store(resolved.lock, at: layout.lock)
                try making.finish(
                    state, boundary: CanonicalJSON.document(BoundaryDocument(prepared.boundary)))
                return state.files
            }
            return Created(
                directory: root.string, manifest: resolved.manifest.path,
                variant: resolved.lock.variant, kernel: locked.release, files: files.count,
                warnings: resolved.warnings + applied.warnings
                    + (wasInterrupted ? [Self.interrupted(root)] : []))
        }
    }

    private static func interrupted(_ root: FilePath) -> Diagnostic {
        Diagnostic(
            .developInterrupted, .warning, at: SourceLocation(file: root.string),
            "the last making of this tree was interrupted; it is made anew",
            notes: ["nothing in it was edited"])
    }

    private func choose(
        _ kernel: KernelRelease?, _ resolved: Preparation.Resolved
    ) throws -> Lock.Kernel {
        let offered = resolved.lock.kernels
        guard let kernel else { return offered[0] }
        guard let found = offered.first(where: { $0.release == kernel }) else {
            throw DevelopError.otherKernel(
                kernel, manifest: resolved.manifest.path, offered: offered.map(\.release))
        }
        return found
    }

    // MARK: Building it

    /// What `sched develop --build --json` prints.
    package struct Built: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        package var variant: VariantName
        /// The release for which the module was built.
        package var kernel: KernelRelease
        /// Path of the .ko, which stays until the next build.
        package var module: String
        /// How many entries of vmlinux become jumps to the module.
        package var redirects: Int
        /// Files that differ from the kernel's own, by their paths in its tree.
        package var edited: [String]
        /// Of boundary and checks; errors are thrown.
        package var warnings: [Diagnostic]
    }

    /// Compiles what changed since the last time and links the module.
    package func build(_ root: FilePath) async throws -> Built {
        let directory = try DevelopDirectory(root)
        return try await FileLock.hold(directory.layout.busy) {
            let build = try await prepare(directory, context).build
            let work = directory.layout.build
            try Files.remove(work)
            try Files.createDirectory(work)
            let (module, checked) = try await build.module(work)
            // The links into the kernel's tree are of no use to anybody.
            try Files.remove(work.appending("source"))
            return Built(
                variant: module.variant, kernel: module.kernel, module: module.module.string,
                redirects: module.redirectList.count, edited: build.patches.map(\.name),
                warnings: checked.warnings)
        }
    }

    /// Builds, packages into the tree's own repository and boots the kernel with
    /// it. `configure` sets what the guest is to do.
    package func attempt(
        _ root: FilePath, configure: (inout TryVariant) -> Void,
        output: @escaping @Sendable ([UInt8]) -> Void,
        errors: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> TryVariant.Outcome {
        let directory = try DevelopDirectory(root)
        var own = context
        own.repository = directory.layout.repository
        try await FileLock.hold(directory.layout.busy) {
            let publication = try await prepare(directory, own)
            try Files.remove(own.repository)
            _ = try await publication.run()
        }
        var attempt = TryVariant(context: own, variant: directory.state.variant)
        configure(&attempt)
        return try await attempt.run(output: output, errors: errors)
    }

    /// The manifest as it is now, the tree's own kernel, the tree's edits.
    private func prepare(
        _ directory: DevelopDirectory, _ context: BuildContext
    ) async throws -> VariantPublication {
        let preparation = Preparation(context: context, mode: mode)
        let resolved = try await preparation.resolve(
            FilePath(directory.state.manifest), lockPath: directory.layout.lock)
        let kernel = try await preparation.analyse(
            try choose(directory.state.kernel, resolved), resolved)
        let edits = try await Self.edits(directory)
        var lock = resolved.lock
        lock.patches = Patch.digests(edits)
        try LockFile.store(lock, at: directory.layout.lock)
        return VariantPublication(
            context: context, lock: lock, runtime: try preparation.runtimeDirectory(resolved),
            packager: try VariantPackager(dataRoot: context.dataRoot), subject: kernel,
            patches: edits)
    }

    /// One patch for each file that differs from the kernel's own.
    private static func edits(_ directory: DevelopDirectory) async throws -> [Patch] {
        let sources = try directory.completeSources()
        let edited = sources.mapValues(\.edited)
        var edits: [Patch] = []
        for (path, source) in sources.sorted(by: { $0.key < $1.key }) {
            guard let diff = try await directory.diff(path, to: source.bytes) else { continue }
            var edit = try Patch(
                name: path, path: source.edited.path,
                location: SourceLocation(file: source.edited.path), bytes: Array(diff.utf8))
            edit.editedFiles = edited
            edits.append(edit)
        }
        return edits
    }
}
