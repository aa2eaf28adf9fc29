// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Packaging
import RPM
import Support
import SystemPackage

/// The first half of every build-side verb: from a manifest's path to the
/// boundary of one exact kernel.
struct Preparation {
    let context: BuildContext
    let options: LockOptions

    struct Resolved {
        var manifest: Manifest
        var warnings: [Diagnostic]
        var lock: Lock
        var lockPath: FilePath
        var recipe: BoundaryRecipe
    }

    /// `lockPath`: of another lock than the one beside the manifest.
    func resolve(_ path: FilePath, lockPath: FilePath? = nil) async throws -> Resolved {
        let (manifest, warnings) = try ManifestLoader.load(
            path, recipes: context.dataRoot.appending("recipes"))
        let folder = context.recipeFolder(manifest.boundary.recipe.value)
        let recipe = try BoundaryRecipe.load(folder.appending("boundary.yaml"))
        let lockPath = lockPath ?? LockFile.path(of: manifest)
        let lock = try await context.progress.stage(
            "resolve",
            detail: { (lock: Lock) in lock.kernels.map(\.release.rawValue).joined(separator: ", ") }
        ) {
            try await Resolver().resolve(
                manifest: manifest,
                recipe: context.digest(of: recipe.sources, relativeTo: context.recipes),
                runtime: context.digest(folder: context.runtime),
                existing: try LockFile.load(lockPath), mode: mode, upgrade: options.upgrade,
                cache: context.cache, progress: context.progress)
        }
        return Resolved(
            manifest: manifest, warnings: warnings, lock: lock, lockPath: lockPath, recipe: recipe)
    }

    private var mode: Resolver.Mode {
        options.locked ? .locked : options.offline ? .offline : .update
    }

    func analyse(_ locked: Lock.Kernel, _ resolved: Resolved) async throws -> VariantBoundary {
        let store = KernelTreeStore(cache: context.cache)
        let tree = try await store.prepare(
            locked, offline: options.offline, progress: context.progress)
        try await RebuildCheck.run(tree: tree, progress: context.progress)
        let kernel = PreparedKernel(
            locked: locked, tree: tree,
            facts: try await facts(tree, sidecarFiles: sidecarFiles(resolved.manifest)),
            sites: try SiteReader(vmlinux: tree.vmlinux), store: store,
            progress: context.progress)
        let found = try await context.progress.stage(
            "boundary",
            detail: { (found: VariantBoundary) in
                let boundary = found.boundary
                return
                    "\(boundary.redirects.count) redirects, \(boundary.functions.count) functions"
            }
        ) { try VariantBoundary.analyse(kernel, resolved.manifest, resolved.recipe) }
        return try found.checkedSidecars(try await kernel.commands(found.units))
    }

    private func sidecarFiles(_ manifest: Manifest) -> [String] {
        Set(manifest.sidecars.map(\.value.file)).sorted()
    }

    private func facts(_ tree: KernelTree, sidecarFiles: [String]) async throws -> KernelFacts {
        let extra = sidecarFiles.filter { !$0.hasPrefix("kernel/sched/") }
        let digest = SHA256.hex(of: Array(extra.joined(separator: "\n").utf8))
        let name = extra.isEmpty ? "facts" : "facts-\(digest.prefix(16))"
        let file = tree.source.removingLastComponent().appending("\(name).cache")
        if let facts = try? FactsCache.load(file), facts.buildID == tree.buildID { return facts }
        return try await context.progress.stage(
            "facts",
            detail: { (facts: KernelFacts) in
                "\(facts.functions.count) functions, \(facts.references.count) references"
            }
        ) {
            let facts = try FactsReader.read(
                vmlinux: tree.vmlinux, release: tree.release, extraFiles: extra)
            try FactsCache.store(facts, to: file)
            return facts
        }
    }
}
