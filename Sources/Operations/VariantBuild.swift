// SPDX-License-Identifier: Apache-2.0
internal import BoundaryAnalysis
internal import Diagnostics
internal import ELFWriter
internal import Extraction
internal import FoundationEssentials
internal import ModuleBuild
internal import Packaging
internal import Repositories
internal import SchedModel
internal import SystemIO
internal import SystemPackage
internal import VmlinuxFacts

/// The second half of `sched add` and of `sched develop`: from one kernel's
/// boundary and the variant's edits to a module and a package.
struct VariantBuild {
    let context: BuildContext
    let manifest: Manifest
    let lock: Lock
    let lockPath: FilePath
    let kernel: Preparation.Kernel
    /// What the variant changes: the manifest's patches, or the edits of a tree
    /// that is being developed.
    let patches: [VariantPatch]

    private var tree: KernelTree { kernel.tree }
    private var progress: Progress { context.progress }
    private var objectCache: FilePath {
        tree.source.removingLastComponent().appending("objects")
    }

    /// The published package, and warnings about what is in it.
    func packaged() async throws -> (AddVariant.Outcome.Package, [Diagnostic]) {
        let work = try Files.makeTemporaryDirectory(
            "sched-build", in: context.cache.appending("work"))
        defer { try? Files.remove(work) }
        let (module, checked) = try await module(work)
        return (try await publish(module, checked, work), checked.warnings)
    }

    /// The module and what describes it, in a folder of `work`, and what was
    /// found out about it.
    func module(_ work: FilePath) async throws -> (BuiltModule, VariantChecks.Outcome) {
        let (objects, checked) = try await compile(work)
        let extracted = try await progress.stage(
            "extract",
            detail: { (e: ExtractedObject) in
                "\(e.functions.count) functions, \(e.variables.count) variables of its own"
            }
        ) { try extract(objects) }
        let module = try await progress.stage(
            "link", detail: { (m: BuiltModule) in m.module.lastComponent?.string ?? "" }
        ) { try await link(extracted, in: work.appending("module")) }
        return (module, checked)
    }

    // MARK: Compiling

    private func compile(
        _ work: FilePath
    ) async throws -> ([CompiledObject], VariantChecks.Outcome) {
        let tree = tree
        let refused = EditCheck(
            boundary: kernel.boundary, sidecars: manifest.sidecars.map(\.value),
            source: { VariantChecks.lines($0, in: tree.source) }
        ).diagnostics(patches)
        guard refused.isEmpty else { throw DiagnosticsError(refused) }
        let overlay = try SourceOverlay(root: work.appending("source"), tree: tree.source)
        try overlay.makeReal("kernel/sched")
        try await overlay.apply(patches)
        let header = overlay.root.appending("kernel/sched/features.h")
        let unknown = FeatureCheck.diagnostics(
            manifest.parameters.schedFeatures,
            header: Files.exists(header) ? try Files.readText(header) : "")
        guard unknown.isEmpty else { throw DiagnosticsError(unknown) }
        let compilation = Compilation(
            tree: tree, prefixHeader: context.boundaryPrefix,
            cache: objectCache)
        let objects = try await progress.stage(
            "compile",
            detail: { (list: [Compilation.Object]) in
                let new = list.filter(\.wasCompiled).count
                return "\(new) of \(list.count) units, the others as before"
            }
        ) {
            try await compilation.objects(
                Preparation.units(kernel.boundary, manifest), in: overlay.root, patches: patches)
        }
        let checks = VariantChecks(
            context: context, kernel: kernel, manifest: manifest, patches: patches,
            classTables: classTables,
            compilation: compilation, root: overlay.root)
        var checked = try await progress.stage(
            "check",
            detail: { (outcome: VariantChecks.Outcome) in
                "\(outcome.changedFunctions.count) functions of the kernel changed"
            }
        ) { try await checks.run(objects) }
        checked.warnings += BoundaryAnalyser.needlessReasons(kernel.boundary, manifest)
        return (
            try objects.map { CompiledObject(unit: $0.unit, bytes: try Files.read($0.path)) },
            checked
        )
    }

    // MARK: Extracting

    private func extract(_ objects: [CompiledObject]) throws -> ExtractedObject {
        let runtime = RuntimeContract.self
        let lines = PatchedLines(patches)
        var request = ExtractionRequest(
            objects: objects, boundary: kernel.boundary, facts: kernel.facts,
            classTables: classTables, runtimeEntries: runtime.entries(of: kernel.facts),
            runtimeVariables: ownsFeatures ? runtime.featureVariables : [],
            runtimeSymbols: runtime.providedSymbols, attribution: { lines.origin(of: $0) })
        request.hooks = runtime.hooks
        let vmlinux = tree.vmlinux
        request.candidates = { (try? SiteReader(vmlinux: vmlinux).places(of: $0)) ?? [] }
        return try Extractor.extract(request)
    }

    private var classTables: [String] {
        kernel.boundary.variables.map(\.symbol)
            .filter { name in kernel.recipe.classTables.contains { $0.matches(name) } }.sorted()
    }

    private var ownsFeatures: Bool {
        let names = Set(manifest.privateVariables.map(\.value))
        return RuntimeContract.featureVariables.allSatisfy(names.contains)
    }

    // MARK: Linking

    private func link(_ extracted: ExtractedObject, in folder: FilePath) async throws -> BuiltModule
    {
        try Files.createDirectory(folder)
        let linker = ModuleLink(
            tree: tree, runtime: context.runtime,
            cache: tree.source.removingLastComponent().appending("runtime"))
        let runtimeFolder = try await linker.compileRuntime(digest: lock.runtime)
        let symbols = try linker.runtimeSymbols(runtimeFolder)
        try ObjectWriter.write(extracted.object, to: folder.appending("variant.o"))
        let absolute = try AbsoluteSymbols(facts: kernel.facts).object(
            for: extracted, runtime: symbols)
        try ObjectWriter.write(absolute, to: folder.appending("vmlinux-symbols.o"))
        let redirects = try RedirectTable(kernel: kernel, extracted: extracted)
        let tables = try redirects.tables(
            name: manifest.name.value, version: manifest.version.value, classTables: classTables,
            ownsFeatures: ownsFeatures)
        let module = try await linker.link(
            module: manifest.name.value.moduleName, tables: tables, runtimeFolder: runtimeFolder,
            folder: folder)
        try await Command("strip", ["--strip-debug", module.string]).runChecked(timeout: 60)
        return try describe(module, redirects, folder)
    }

    private func describe(
        _ module: FilePath, _ redirects: RedirectTable, _ folder: FilePath
    ) throws -> BuiltModule {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        let boundaryFile = folder.appending(InstalledLayout.boundary)
        let redirectFile = folder.appending(InstalledLayout.redirects)
        try Files.write(try encoder.encode(kernel.boundary), to: boundaryFile)
        try Files.write(try encoder.encode(redirects.list), to: redirectFile)
        return BuiltModule(
            variant: manifest.name.value, version: manifest.version.value, kernel: tree.release,
            buildID: tree.buildID, module: module, boundary: boundaryFile,
            redirects: redirectFile, redirectList: redirects.list)
    }

    // MARK: Publishing

    private func publish(
        _ module: BuiltModule, _ checked: VariantChecks.Outcome, _ work: FilePath
    ) async throws -> AddVariant.Outcome.Package {
        var record = VariantRecord(
            name: manifest.name.value, version: manifest.version.value,
            summary: manifest.summary, kernel: tree.release, buildID: tree.buildID,
            textBase: kernel.facts.textBase,
            module: InstalledLayout.moduleFile(manifest.name.value),
            parameters: .init(
                schedFeatures: manifest.parameters.schedFeatures.map(\.value),
                sysctl: Dictionary(
                    manifest.parameters.sysctl.map { ($0.value.name, $0.value.value) },
                    uniquingKeysWith: { _, last in last })))
        record.changedFunctions = checked.changedFunctions
        let packaging = VariantPackager(
            dataRoot: context.dataRoot, sourceDateEpoch: Int(sourceDate))
        let package = try await progress.stage(
            "package", detail: { (p: VariantPackage) in p.nevra }
        ) {
            try await packaging.package(
                module: module, manifest: manifest, record: record,
                manifestFile: FilePath(manifest.path), lockFile: lockPath,
                into: work.appending("rpm"))
        }
        let repository = Repository(context.repository)
        let published = try await progress.stage(
            "publish", detail: { (p: RepositoryPackage) in repository.file(p).string }
        ) { try await repository.publish(package) }
        return AddVariant.Outcome.Package(
            nevra: package.nevra, file: repository.file(published).string, kernel: tree.release,
            redirects: module.redirectList.count, wasBuilt: true)
    }

    /// The youngest of the files that the variant was written in, so that the
    /// same input gives the same package.
    private var sourceDate: Double {
        ([manifest.path] + manifest.patches.map(\.value.path))
            .compactMap { Files.modificationTime(FilePath($0)) }.max() ?? 0
    }
}

/// What recipes/runtime expects of a variant and gives to it.
enum RuntimeContract {
    static let entries = ["__schedule", "update_rq_clock", "set_rq_online", "set_rq_offline"]
    /// Of kernels that have deadline servers (6.8 and later).
    static let serverEntry = "dl_server_stop"
    /// All three private, or none: the variables behind sched_feat().
    static let featureVariables = SchedFeatures.variables
    /// Both, or none.
    static let hooks = [loadHook, unloadHook]
    static let loadHook = "sched_variant_load"
    static let unloadHook = "sched_variant_unload"
    static let providedSymbols: Set<String> = ["variant_switch", "__this_module"]

    static func entries(of facts: KernelFacts) -> [String] {
        entries + (facts.globals[serverEntry] == nil ? [] : [serverEntry])
    }
}
