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

/// `sched develop --save`: a tree's edits become patches of its manifest.
///
///  1. Which files differ from what was saved last, and which of the manifest's
///     patches touch them.
///  2. Each such file's whole difference from the kernel's own becomes one patch.
///  3. The patches are written, then the manifest, then the tree's state: stopped
///     between, the next save sees that the manifest moved and refuses.
extension DevelopVariant {
    /// What `sched develop --save --json` prints.
    package struct Saved: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        /// Absolute path of the manifest whose patches these are.
        package var manifest: String
        /// Nothing of it has happened after a dry run.
        package var isDryRun: Bool
        /// One for each file that differs from the kernel's own and needs a new patch.
        package var patches: [Patch] = []
        /// Patches that the manifest no longer lists; their files are left.
        package var unlisted: [String] = []
        /// Earlier saved patches that are not needed any more; their files go.
        package var removed: [String] = []
        /// Whether the manifest's list of patches is rewritten.
        package var manifestChanges = false

        /// A patch that is written.
        package struct Patch: Sendable, Codable {
            /// As the manifest names it.
            package var name: String
            /// Path in the kernel tree.
            package var file: String
            /// The whole patch, header included.
            package var text: String
        }

        /// Whether nothing was edited since the last save.
        package var isEmpty: Bool { patches.isEmpty && unlisted.isEmpty && removed.isEmpty }
    }

    /// Saves the edits of the tree in `root`.
    ///
    /// - Throws: `DevelopError.manifestMoved` when somebody changed the patches since;
    ///   `DiagnosticsError` for a manifest that cannot be read.
    package func save(_ root: FilePath, dryRun: Bool = false) async throws -> Saved {
        let directory = try DevelopDirectory(root)
        return try await FileLock.hold(directory.layout.busy) {
            let path = directory.state.manifest
            let (manifest, _) = try ManifestLoader.load(
                FilePath(path), recipes: context.dataRoot.appending("recipes"))
            let sources = try directory.completeSources()
            let digests = DevelopDirectory.digests(sources)
            let edited = directory.state.unsaved(digests)
            let listed = manifest.patches
            var saved = Saved(manifest: path, isDryRun: dryRun)
            guard !edited.isEmpty else { return saved }
            let foreign = directory.state.foreignChanges(Patch.digests(listed))
            guard foreign.isEmpty else {
                throw DevelopError.manifestMoved(path, patches: foreign)
            }
            let plan = SavePlan(
                edited: edited,
                patches: listed.map {
                    .init(name: $0.name, files: Set($0.paths))
                })
            saved.patches = try await patches(plan, sources, listed, directory)
            let names = Set(saved.patches.map(\.name))
            let gone = plan.replaced.filter { !names.contains($0) }
            let ours = Set(listed.filter { PatchHeader.isOurs($0.content.text) }.map(\.name))
            saved.removed = gone.filter(ours.contains)
            saved.unlisted = gone.filter { !ours.contains($0) }
            let before = manifest.content.text
            let after = try ManifestRewriting(before, file: path)
                .replacing(gone, with: saved.patches.map(\.name))
            saved.manifestChanges = before != after
            try requireFree(saved.patches, listed, plan, path)
            if !dryRun { try write(saved, after, directory, digests, listed) }
            return saved
        }
    }

    private func patches(
        _ plan: SavePlan, _ sources: [String: DevelopDirectory.Source], _ listed: [Patch],
        _ directory: DevelopDirectory
    ) async throws -> [Saved.Patch] {
        var patches: [Saved.Patch] = []
        // The words of a patch that becomes several go with the first of them.
        var told: Set<String> = []
        for file in plan.files {
            guard let bytes = sources[file]?.bytes,
                let diff = try await directory.diff(file, to: bytes)
            else { continue }
            let name = SavePlan.patchName(directory.state.variant, file)
            let replaced = listed.filter { patch in
                plan.replaced.contains(patch.name)
                    && patch.paths.contains(file)
            }
            let header = PatchHeader(
                variant: directory.state.variant, file: file, kernel: directory.state.kernel,
                sourceVersion: directory.state.sourceVersion
            ).text(
                own: replaced.first { $0.name == name }?.content.text,
                replaced: replaced.filter { $0.name != name && told.insert($0.name).inserted }
                    .map { ($0.name, $0.content.text) })
            patches.append(.init(name: name, file: file, text: header + diff))
        }
        return patches
    }

    /// A new patch may overwrite one that it replaces, and nothing else.
    private func requireFree(
        _ patches: [Saved.Patch], _ listed: [Patch], _ plan: SavePlan, _ manifest: String
    ) throws {
        for patch in patches where !plan.replaced.contains(patch.name) {
            let file = Self.file(patch.name, manifest)
            if Files.exists(file) { throw DevelopError.patchInTheWay(file) }
        }
    }

    private static func file(_ patch: String, _ manifest: String) -> FilePath {
        FilePath(manifest).removingLastComponent().appending(FilePath(patch).components)
    }

    private func write(
        _ saved: Saved, _ manifest: String, _ directory: DevelopDirectory,
        _ digests: [String: Digest], _ listed: [Patch]
    ) throws {
        let path = FilePath(saved.manifest)
        var state = directory.state
        state.files = digests
        for name in saved.unlisted + saved.removed { state.patches[name] = nil }
        for patch in saved.patches {
            let file = Self.file(patch.name, saved.manifest)
            try Files.createDirectory(file.removingLastComponent())
            try Files.replace(file, with: Array(patch.text.utf8))
            state.patches[patch.name] = Digest(hex: SHA256.hex(of: patch.text))
        }
        if saved.manifestChanges {
            try Files.replace(
                path, with: Array(manifest.utf8), permissions: try Files.permissions(path))
        }
        for name in saved.removed { try Files.remove(Self.file(name, saved.manifest)) }
        try directory.store(state)
    }
}
