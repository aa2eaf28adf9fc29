// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import ELF
import Kernel
import Manifest
import Support
import SystemPackage

/// From one kernel's boundary and the variant's edits to a module.
package struct VariantBuild {
    /// Directory of the runtime's sources, and what identifies them.
    let runtime: FilePath
    let runtimeDigest: Digest
    let subject: VariantBoundary
    let progress: Progress
    /// What the variant changes: the manifest's patches, or the edits of a tree
    /// that is being developed.
    package let patches: [Patch]
    /// gcc's warnings about what the patches wrote end the build.
    package var deniesWarnings = false
    /// Nil: the module is not signed.
    package var signing: ModuleSigning?

    /// - Parameters:
    ///   - runtime: directory of the runtime's sources.
    ///   - runtimeDigest: of the names and contents of those files.
    ///   - patches: applied in this order.
    package init(
        runtime: FilePath, runtimeDigest: Digest, subject: VariantBoundary, progress: Progress,
        patches: [Patch]
    ) {
        self.runtime = runtime
        self.runtimeDigest = runtimeDigest
        self.subject = subject
        self.progress = progress
        self.patches = patches
    }

    var manifest: Manifest { subject.manifest }
    private var tree: KernelTree { subject.kernel.tree }

    /// The module and what describes it, in a directory of `work`, and what was
    /// found out about it.
    package func module(_ work: FilePath) async throws -> (BuiltModule, VariantChecks.Outcome) {
        let linker = ModuleLink(tree: tree, runtime: runtime, cache: tree.directory.runtime)
        // It depends on the kernel alone.
        async let compiledRuntime = linker.compileRuntime(digest: runtimeDigest)
        let (objects, checked) = try await compile(work)
        let extracted = try await progress.stage(
            "extract",
            detail: { (e: ExtractedObject) in
                "\(e.functions.count) functions, \(e.variables.count) variables of its own"
            }
        ) { try extract(objects, checked.lines) }
        let runtime = try await compiledRuntime
        let module = try await progress.stage(
            "link", detail: { (m: BuiltModule) in m.module.lastComponent?.string ?? "" }
        ) { try await link(extracted, linker, runtime, in: work.appending("module")) }
        return (module, checked)
    }

    // MARK: Checking

    /// What can be said of the patches without compiling them: whether they apply, and
    /// what they edit.
    package func lint() throws -> [Diagnostic] {
        let (_, _, found) = try sources()
        return found.all + BoundaryAnalyser.needlessReasons(subject.boundary, manifest)
    }

    /// What can be said of the variant without linking it.
    ///
    /// - Returns: warnings.
    /// - Throws: `DiagnosticsError` with everything that keeps it from being built.
    package func check(_ work: FilePath) async throws -> [Diagnostic] {
        let (objects, checked) = try await compile(work)
        _ = try extract(objects, checked.lines)
        return checked.warnings
    }

    /// The sources with the patches, and what is wrong with that.
    func sources() throws -> (PatchedTree, PatchedLines, Diagnostics) {
        let patched = try PatchedTree(patches, tree: tree.source)
        let lines = PatchedLines(patched)
        let found = Diagnostics(patched.diagnostics)
        found.addAll(
            EditCheck(
                boundary: subject.boundary, sidecars: manifest.sidecars.map(\.value),
                tree: patched
            ).diagnostics())
        if patched.applies {
            found.addAll(EffectCheck(tree: patched, options: try options()).diagnostics())
        }
        found.addAll(try unknownFeatures(patched))
        found.addAll(lines.newExports())
        return (patched, lines, found)
    }

    /// What the kernel was configured with; nil when the tree does not say.
    private func options() throws -> Set<String>? {
        let header = tree.source.appending("include/generated/autoconf.h")
        return Files.exists(header) ? EffectCheck.options(try Files.readText(header)) : nil
    }

    // MARK: Compiling

    /// The kernel's own objects beside the variant's.
    struct CompiledTree {
        var patched: PatchedTree
        var lines: PatchedLines
        var stock: [Compilation.Object]
        var objects: [Compilation.Object]
        var compilation: Compilation
        /// The patched tree.
        var root: FilePath
        /// Warnings so far.
        var found: Diagnostics
    }

    /// - Throws: `DiagnosticsError` when the patches do not apply, edit what cannot be
    ///   edited, or gcc refuses what they wrote.
    func compiledTree(_ work: FilePath) async throws -> CompiledTree {
        let (patched, lines, found) = try sources()
        patched.offsets.forEach(progress.note)
        // Where a hunk or a file is missing, the rest is not what the patches mean; else gcc
        // is heard as well.
        let isWhole = patched.files.values.allSatisfy { $0.stock == nil || $0.lines != nil }
        if !patched.applies || !isWhole { try found.throwIfErrors() }
        let overlay = try SourceOverlay(root: work.appending("source"), tree: tree.source)
        try overlay.makeReal("kernel/sched")
        try overlay.write(patched)
        let compilation = Compilation(
            tree: tree, prefixHeader: runtime.appending("boundary-prefix.h"),
            cache: tree.directory.objects)
        let stock = try await stockObjects(compilation)
        let objects = try await progress.stage(
            "compile",
            detail: { (list: [Compilation.Object]) in
                let new = list.filter(\.wasCompiled).count
                return "\(new) of \(list.count) units, the others as before"
            }
        ) {
            try await compilation.objects(
                subject.units, in: overlay.root, of: patched, found)
        }
        found.addAll(
            try compilation.warnings(objects, patched).map { warning in
                var warning = warning
                if deniesWarnings { warning.severity = .error }
                return warning
            })
        try found.throwIfErrors()
        return CompiledTree(
            patched: patched, lines: lines, stock: stock, objects: objects,
            compilation: compilation, root: overlay.root, found: found)
    }

    private func compile(
        _ work: FilePath
    ) async throws -> ([CompiledObject], VariantChecks.Outcome) {
        let compiled = try await compiledTree(work)
        let checks = VariantChecks(
            runtime: runtime, progress: progress, subject: subject, manifest: manifest,
            tree: compiled.patched, lines: compiled.lines,
            classTables: subject.classTables, compilation: compiled.compilation,
            root: compiled.root)
        var checked = try await progress.stage(
            "check",
            detail: { (outcome: VariantChecks.Outcome) in
                let count = outcome.changedFunctions.count
                return "\(count) \(count == 1 ? "function" : "functions") of the kernel changed"
            }
        ) { try await checks.run(compiled.objects, stock: compiled.stock, compiled.found) }
        checked.warnings += BoundaryAnalyser.needlessReasons(subject.boundary, manifest)
        return (
            try compiled.objects.map {
                CompiledObject(unit: $0.unit, bytes: try Files.read($0.path))
            },
            checked
        )
    }

    /// Features that the manifest sets and the patched source does not have.
    private func unknownFeatures(_ patched: PatchedTree) throws -> [Diagnostic] {
        let path = "kernel/sched/features.h"
        let stock = tree.source.appending(path)
        let text =
            try patched.files[path]?.text
            ?? (Files.exists(stock) ? try Files.readText(stock) : "")
        return FeatureCheck.diagnostics(manifest.parameters.schedFeatures, header: text)
    }

    /// The units as the kernel has them, proved to be what vmlinux was made of. They
    /// come first: of units that no edit reaches they are the variant's, too.
    private func stockObjects(_ compilation: Compilation) async throws -> [Compilation.Object] {
        let kernel = subject.kernel
        let (stock, _) = try await progress.stage(
            "rebuild unmodified units",
            detail: { (_: [Compilation.Object], report: RebuildReport) in report.summary }
        ) {
            let objects = try await compilation.objects(subject.units, in: kernel.tree.source)
            let report = try await RebuildCheck.run(
                kernel, objects.map { .init(unit: $0.unit, path: $0.path) })
            return (objects, report)
        }
        return stock
    }

    // MARK: Extracting

    private func extract(
        _ objects: [CompiledObject], _ lines: PatchedLines
    ) throws -> ExtractedObject {
        let contract = RuntimeContract.current
        var request = ExtractionRequest(
            objects: objects, boundary: subject.boundary, facts: subject.kernel.facts,
            classTables: subject.classTables,
            runtimeEntries: RuntimeContract.entries(hasServers: subject.kernel.hasDeadlineServers),
            runtimeVariables: subject.ownsFeatures ? RuntimeContract.featureVariables : [],
            runtimeSymbols: contract.providedSymbols, lines: lines,
            sites: subject.kernel.sites)
        request.hooks = contract.hooks.all
        return try Extractor.extract(request)
    }

    // MARK: Linking

    private func link(
        _ extracted: ExtractedObject, _ linker: ModuleLink, _ runtimeDirectory: FilePath,
        in directory: FilePath
    ) async throws -> BuiltModule {
        try Files.createDirectory(directory)
        let symbols = try linker.runtimeSymbols(runtimeDirectory)
        try ObjectWriter.write(extracted.object, to: directory.appending("variant.o"))
        let absolute = try AbsoluteSymbols(
            facts: subject.kernel.facts, sealed: subject.kernel.sites.sealedEntries()
        ).object(for: extracted, runtime: symbols)
        try ObjectWriter.write(absolute, to: directory.appending("vmlinux-symbols.o"))
        let redirects = try RedirectTable(
            boundary: subject.boundary, facts: subject.kernel.facts, extracted: extracted)
        let tables = try redirects.tables(
            name: manifest.name.value, version: manifest.version.value,
            classTables: subject.classTables,
            ownsFeatures: subject.ownsFeatures, sites: subject.kernel.sites)
        let module = try await linker.link(
            module: manifest.name.value.moduleName, tables: tables,
            runtimeDirectory: runtimeDirectory,
            directory: directory)
        try await linker.finish(module, anchor: try anchor())
        if let signing {
            try await signing.command(module, source: tree.source).runChecked(timeout: 60)
        }
        return try describe(module, redirects, directory)
    }

    private func anchor() throws -> KernelAnchor {
        let facts = subject.kernel.facts
        guard let symbol = facts.globals[RuntimeContract.anchor], symbol.isExported else {
            throw SystemError.other(
                "the kernel does not export `\(RuntimeContract.anchor)`, from which the module"
                    + " counts its other addresses")
        }
        return KernelAnchor(
            symbol: RuntimeContract.anchor, address: symbol.address, textBase: facts.textBase)
    }

    private func describe(
        _ module: FilePath, _ redirects: RedirectTable, _ directory: FilePath
    ) throws -> BuiltModule {
        let boundaryFile = directory.appending(InstalledLayout.boundary)
        let redirectFile = directory.appending(InstalledLayout.redirects)
        try Files.write(
            CanonicalJSON.document(
                BoundaryDocument(subject.boundary.redirecting(redirects.list))),
            to: boundaryFile)
        try Files.write(CanonicalJSON.document(redirects.list), to: redirectFile)
        return BuiltModule(
            variant: manifest.name.value, version: manifest.version.value, kernel: tree.release,
            buildID: tree.buildID, module: module, boundary: boundaryFile,
            redirects: redirectFile, redirectList: redirects.list)
    }
}
