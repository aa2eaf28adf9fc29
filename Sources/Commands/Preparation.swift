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
    let mode: LockMode
    /// Whether a kernel's packages may be fetched: not where a plan is only printed.
    var fetches = true

    struct Resolved {
        var manifest: Manifest
        var warnings: [Diagnostic]
        var lock: Lock
        var lockPath: FilePath
        var recipe: BoundaryRecipe
        /// The runtime's sources.
        var runtime: InputFiles
    }

    /// `lockPath`: of another lock than the one beside the manifest.
    func resolve(_ path: FilePath, lockPath: FilePath? = nil) async throws -> Resolved {
        let (manifest, warnings) = try ManifestLoader.load(
            path, recipes: context.dataRoot.appending("recipes"))
        let directory = context.recipeDirectory(manifest.boundary.recipe.value)
        let (recipe, recipeFiles) = try InputFiles.recipe(
            directory.appending("boundary.yaml"), relativeTo: context.recipes)
        let runtime = try InputFiles.read(context.runtime)
        let lockPath = lockPath ?? LockFile.path(of: manifest)
        let lock = try await context.progress.stage(
            "resolve",
            detail: { (lock: Lock) in lock.kernels.map(\.release.rawValue).joined(separator: ", ") }
        ) {
            try await Resolver().resolve(
                manifest: manifest,
                recipe: recipeFiles.digest, runtime: runtime.digest,
                existing: try LockFile.load(lockPath), mode: mode,
                cache: KernelCache(context.cache), looksInArchive: fetches,
                progress: context.progress)
        }
        return Resolved(
            manifest: manifest, warnings: warnings, lock: lock, lockPath: lockPath, recipe: recipe,
            runtime: runtime)
    }

    /// A directory with the runtime's sources that the lock names.
    func runtimeDirectory(_ resolved: Resolved) throws -> FilePath {
        try resolved.runtime.directory(in: KernelCache(context.cache).runtimeSources)
    }

    func analyse(_ locked: Lock.Kernel, _ resolved: Resolved) async throws -> VariantBoundary {
        let kernel = try await PreparedKernel.prepare(
            locked, extraFiles: sidecarFiles(resolved.manifest),
            cache: KernelCache(context.cache), offline: mode.isOffline,
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
        Set(manifest.sidecars.map(\.value.file)).filter { !$0.hasPrefix("kernel/sched/") }
            .sorted()
    }
}
