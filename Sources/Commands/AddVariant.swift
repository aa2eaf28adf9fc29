// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Module
import Packaging
import RPM
import Support
import SystemPackage

/// `sched add`: from a manifest to a package in the repository.
///
///  1. Manifest; the lock, which is written before anything is built.
///  2. For each kernel of the lock: a prepared tree, facts, boundary.
///  3. Patches are checked, applied to an overlay and compiled.
///  4. The variant's code is extracted and linked with the runtime.
///  5. The module is packaged and published.
///
/// Nothing is published unless everything before it held; work that is there
/// already is not done again.
package struct AddVariant: Sendable {
    /// Where the recipes, the cache and the repository are.
    package var context: BuildContext
    /// Whether the lock may change, and whether the network may be used.
    package var mode: LockMode
    /// Build even when the repository has this very package.
    package var force = false
    /// The compiler's warnings about what the patches wrote are errors.
    package var deniesWarnings = false
    /// Nil: modules are not signed.
    package var signing: ModuleSigning?

    package init(context: BuildContext, mode: LockMode) {
        self.context = context
        self.mode = mode
    }

    /// What `sched add --json` prints.
    package struct Outcome: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        package var variant: VariantName
        /// As the manifest gives it.
        package var version: String
        /// Path of the lock that was kept to or written.
        package var lock: String
        /// One for each kernel of the lock, in its order.
        package var packages: [Package]
        /// Of manifest, boundary and checks; of kernels that were built just now.
        package var warnings: [Diagnostic]

        /// A package of the repository.
        package struct Package: Sendable, Codable {
            /// name-version-release.arch
            package var nevra: String
            /// Path of the package file.
            package var file: String
            /// The release that it can be loaded into.
            package var kernel: KernelRelease
            /// How many entries of vmlinux become jumps to the module.
            package var redirects: Int
            /// False when the repository had it already.
            package var wasBuilt: Bool
        }
    }

    /// What `run` would do, in order; nothing is fetched, built or written.
    package func plan(_ manifestPath: FilePath) async throws -> (title: String, steps: [String]) {
        let preparation = Preparation(context: context, mode: mode, fetches: false)
        let resolved = try await preparation.resolve(manifestPath)
        let lock = resolved.lock
        let packager = try VariantPackager(dataRoot: context.dataRoot)
        var steps: [String] = []
        if !mode.keepsLock, try LockFile.load(resolved.lockPath) != lock {
            steps.append("write \(resolved.lockPath)")
        }
        for kernel in lock.kernels {
            let key = try key(lock, kernel, packager)
            switch try BuildRecord.File(context: context, key: key).published() {
            case .whole where !force: continue
            case .damaged(let problem): steps.append(Self.again(problem))
            default: break
            }
            try await requireLintFree(kernel, resolved, preparation)
            steps += try await listedSteps(kernel, resolved, preparation)
            steps += self.steps(toBuildFor: kernel, patches: resolved.manifest.patches.count)
        }
        return ("add \(lock.variant) \(lock.version)", steps)
    }

    /// Refuses what the source shows to be wrong, where the kernel is at hand.
    private func requireLintFree(
        _ kernel: Lock.Kernel, _ resolved: Preparation.Resolved, _ preparation: Preparation
    ) async throws {
        guard Files.exists(KernelCache(context.cache).directory(of: kernel).record) else { return }
        let found = try await LintVariant(context: context, mode: mode)
            .found(kernel, resolved, preparation)
        try Diagnostics(found).throwIfErrors()
    }

    /// What is taken of a published boundary. Where the kernel is prepared already, it
    /// is compared with what is computed.
    private func listedSteps(
        _ kernel: Lock.Kernel, _ resolved: Preparation.Resolved, _ preparation: Preparation
    ) async throws -> [String] {
        guard let listed = resolved.manifest.boundary.listed else { return [] }
        guard Files.exists(KernelCache(context.cache).directory(of: kernel).record) else {
            return ["take \(listed.files.count) files of \(listed.source); compute the interface"]
        }
        let boundary = try await preparation.analyse(kernel, resolved).boundary
        return boundary.listed.map { BoundaryText.steps($0, kernel.release) } ?? []
    }

    private func steps(toBuildFor kernel: Lock.Kernel, patches: Int) -> [String] {
        let cache = KernelCache(context.cache)
        var steps: [String] = []
        if !Files.exists(cache.directory(of: kernel).record) {
            let missing = kernel.packages.filter { !Files.exists(cache.file(of: $0)) }
            steps += missing.map { "fetch \($0.name) \($0.version), \($0.size >> 20) MiB" }
            steps.append(
                "unpack and prepare \(kernel.release) in \(cache.directory(of: kernel).path)")
        }
        steps.append(
            "apply \(patches) patches, compile, check and link the module for \(kernel.release)")
        if let signing { steps.append("sign it for \(signing.certificate)") }
        return steps + ["package it and publish to \(context.repository)"]
    }

    /// Builds what is missing and publishes it.
    ///
    /// - Throws: `DiagnosticsError` for mistakes in what the user wrote; the errors of the
    ///   stages for all else. What was published before stays.
    package func run(_ manifestPath: FilePath) async throws -> Outcome {
        let preparation = Preparation(context: context, mode: mode)
        let resolved = try await preparation.resolve(manifestPath)
        let lock = resolved.lock
        let packager = try VariantPackager(dataRoot: context.dataRoot)
        if !mode.keepsLock { try LockFile.store(lock, at: resolved.lockPath) }
        var outcome = Outcome(
            variant: lock.variant, version: lock.version, lock: resolved.lockPath.string,
            packages: [], warnings: resolved.warnings)
        for kernel in lock.kernels {
            let key = try key(lock, kernel, packager)
            let record = BuildRecord.File(context: context, key: key)
            switch try record.published() {
            case .whole(let known) where !force:
                outcome.packages.append(known)
                continue
            case .damaged(let problem): context.progress.note(Self.again(problem))
            default: break
            }
            let subject = try await preparation.analyse(kernel, resolved)
            var publication = VariantPublication(
                context: context, lock: lock, runtime: try preparation.runtimeDirectory(resolved),
                packager: packager, subject: subject, patches: resolved.manifest.patches)
            publication.build.deniesWarnings = deniesWarnings
            publication.build.signing = signing
            let (package, warnings) = try await publication.run()
            outcome.packages.append(package)
            outcome.warnings += subject.warnings + warnings
            try record.store(package, subject.kernel.tree)
        }
        return outcome
    }

    private static func again(_ problem: RepositoryProblem) -> String {
        "build again what the repository lost: \(problem)"
    }

    func key(
        _ lock: Lock, _ kernel: Lock.Kernel, _ packager: VariantPackager
    ) throws -> BuildKey {
        try BuildKey(
            lock: lock, kernel: kernel, packaging: packager.template.digest,
            signing: signing?.digest, program: Self.program())
    }

    /// Another sched may build other packages of the same lock.
    static func program() throws -> String { try ProgramIdentity.of(Surroundings.executable) }
}
