// SPDX-License-Identifier: Apache-2.0
internal import BoundaryAnalysis
internal import Diagnostics
internal import KernelTrees
internal import ManifestLoading
internal import RPMStore
internal import Resolution
internal import SchedModel
internal import SystemIO
internal import SystemPackage
internal import VmlinuxFacts

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

    struct Kernel {
        var locked: Lock.Kernel
        /// With what a published boundary adds for this kernel.
        var manifest: Manifest
        var tree: KernelTree
        var facts: KernelFacts
        var recipe: BoundaryRecipe
        var boundary: Boundary
        var rebuild: RebuildReport
        /// About the manifest's sidecars.
        var warnings: [Diagnostic] = []
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

    func analyse(_ kernel: Lock.Kernel, _ resolved: Resolved) async throws -> Kernel {
        let store = KernelTreeStore(cache: context.cache)
        var tree = try await store.prepare(
            kernel, offline: options.offline, progress: context.progress)
        let rebuild = try await RebuildCheck.run(tree: tree, progress: context.progress)
        let facts = try await facts(tree, sidecarFiles: sidecarFiles(resolved.manifest))
        let taken = try resolved.manifest.boundary.listed.map {
            try TakenBoundary($0, resolved.manifest, facts: facts, recipe: resolved.recipe) {
                [tree] in Files.exists(tree.source.appending(FilePath($0).components))
            }
        }
        let (manifest, recipe) = (
            taken?.manifest ?? resolved.manifest, taken?.recipe ?? resolved.recipe
        )
        var boundary = try await context.progress.stage(
            "boundary",
            detail: { (b: Boundary) in
                "\(b.redirects.count) redirects, \(b.functions.count) functions"
            }
        ) {
            try BoundaryAnalyser.analyse(
                facts: facts, recipe: recipe, manifest: manifest,
                schedulePoints: try schedulePoints(tree, facts))
        }
        boundary.listed = taken?.comparison(boundary)
        try checkSources(of: manifest, tree)
        let units = Self.units(boundary, manifest)
        if units.contains(where: { tree.compileCommands[$0] == nil }) {
            tree = try await store.prepare(
                kernel, units: units, offline: options.offline, progress: context.progress)
        }
        let found = try sidecarCode(tree, facts).diagnostics(manifest.sidecars)
        guard found.allSatisfy({ $0.severity == .warning }) else { throw DiagnosticsError(found) }
        return Kernel(
            locked: kernel, manifest: manifest, tree: tree, facts: facts, recipe: recipe,
            boundary: boundary, rebuild: rebuild, warnings: found)
    }

    private func sidecarCode(_ tree: KernelTree, _ facts: KernelFacts) throws -> SidecarCode {
        let reader = try SiteReader(vmlinux: tree.vmlinux)
        return SidecarCode(
            facts: facts,
            code: { function in
                try reader.parts(
                    symbol: function.symbol ?? function.name, address: function.address,
                    size: function.size
                ).map { SidecarCode.Part(address: $0.address, bytes: $0.bytes) }
            },
            name: { reader.name(at: $0) },
            flags: { tree.compileCommands[$0]?.flags ?? [] })
    }

    private func checkSources(of manifest: Manifest, _ tree: KernelTree) throws {
        let found = manifest.sidecars.filter { sidecar in
            !Files.exists(tree.source.appending(FilePath(sidecar.value.file).components))
        }.map { sidecar in
            Diagnostic(
                "sidecar-without-source", at: sidecar.location,
                "the source of `\(sidecar.value.file)` is not in the prepared tree, which leaves out what no scheduler needs",
                hint: "functions of drivers cannot be replaced")
        }
        guard found.isEmpty else { throw DiagnosticsError(found) }
    }

    private func sidecarFiles(_ manifest: Manifest) -> [String] {
        Set(manifest.sidecars.map(\.value.file)).sorted()
    }

    /// The units whose objects a variant needs: those that hold a boundary
    /// function or a sidecar.
    static func units(_ boundary: Boundary, _ manifest: Manifest) -> [String] {
        let files = Set(boundary.files)
        return Set(
            boundary.functions
                .filter { files.contains($0.file) || $0.class == .sidecar }.map(\.unit)
        ).sorted()
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

    private func schedulePoints(
        _ tree: KernelTree, _ facts: KernelFacts
    ) throws -> Boundary.SchedulePoints {
        let name = BoundaryAnalyser.contextSwitcher
        guard let function = facts.functions.first(where: { $0.symbol == name }) else {
            throw SystemError.other("\(tree.vmlinux) has no function \(name)")
        }
        let reader = try SiteReader(vmlinux: tree.vmlinux)
        var parts: [SchedulePoints.Part] = []
        if let cold = reader.function(named: name + ".cold") {
            parts.append(
                SchedulePoints.Part(
                    address: cold.address,
                    code: try reader.code(at: cold.address, size: cold.size)))
        }
        return try SchedulePoints.find(
            code: try reader.code(at: function.address, size: function.size),
            address: function.address, symbols: { reader.name(at: $0) },
            avoiding: facts.patchSites.map { $0.address..<$0.address + 5 }, coldParts: parts)
    }
}
