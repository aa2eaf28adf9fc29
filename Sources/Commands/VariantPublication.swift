// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Module
import Packaging
import Support
import SystemPackage

/// From a variant's edits to a package in the repository.
struct VariantPublication {
    let context: BuildContext
    let lock: Lock
    let packager: VariantPackager
    var build: VariantBuild
    let subject: VariantBoundary

    /// - Parameters:
    ///   - lock: what the package carries as its lock.
    ///   - runtime: directory of the runtime's sources that the lock names.
    init(
        context: BuildContext, lock: Lock, runtime: FilePath, packager: VariantPackager,
        subject: VariantBoundary, patches: [Patch]
    ) {
        self.context = context
        self.lock = lock
        self.packager = packager
        self.subject = subject
        build = VariantBuild(
            runtime: runtime, runtimeDigest: lock.runtime, subject: subject,
            progress: context.progress, patches: patches)
    }

    private var manifest: Manifest { subject.manifest }
    private var tree: KernelTree { subject.kernel.tree }
    private var progress: Progress { context.progress }

    /// The published package, and warnings about what is in it.
    func run() async throws -> (AddVariant.Outcome.Package, [Diagnostic]) {
        try await WorkDirectory.with("sched-build", in: KernelCache(context.cache).work) { work in
            let (module, checked) = try await build.module(work)
            return (try await publish(module, checked, work), checked.warnings)
        }
    }

    private func publish(
        _ module: BuiltModule, _ checked: VariantChecks.Outcome, _ work: FilePath
    ) async throws -> AddVariant.Outcome.Package {
        var record = VariantRecord(
            name: manifest.name.value, version: manifest.version.value,
            summary: manifest.summary, kernel: tree.release, buildID: tree.buildID,
            textBase: subject.kernel.facts.textBase,
            module: InstalledLayout.moduleFile(manifest.name.value),
            parameters: .init(
                schedFeatures: manifest.parameters.schedFeatures.map(\.value),
                sysctl: Dictionary(
                    manifest.parameters.sysctl.map { ($0.value.name, $0.value.value) },
                    uniquingKeysWith: { _, last in last })))
        record.changedFunctions = checked.changedFunctions
        let package = try await progress.stage(
            "package", detail: { (p: VariantPackage) in p.nevra }
        ) {
            try await packager.package(
                module: module, manifest: manifest, record: record,
                lock: CanonicalJSON.document(lock), into: work.appending("rpm"),
                work: work)
        }
        let repository = Repository(context.repository)
        let published = try await progress.stage(
            "publish", detail: { (p: RepositoryPackage) in repository.file(p).string }
        ) { try await repository.publish(package) }
        return AddVariant.Outcome.Package(
            nevra: package.nevra, file: repository.file(published).string, kernel: tree.release,
            redirects: module.redirectList.count, wasBuilt: true)
    }
}
