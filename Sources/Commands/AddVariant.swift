// SPDX-License-Identifier: Apache-2.0
import Boundary
import FoundationEssentials
import Kernel
import Manifest
import Module
import Packaging
import RPM
import Support
import SystemPackage

/// `sched add`: from a manifest to a package in the repository.
///
///  1. Manifest, lock.
///  2. For each kernel of the lock: a prepared tree, facts, boundary.
///  3. Patches are checked, applied to an overlay and compiled.
///  4. The variant's code is extracted and linked with the runtime.
///  5. The module is packaged and published.
///
/// Nothing is published unless everything before it held; work that is there
/// already is not done again.
package struct AddVariant: Sendable {
    package var context: BuildContext
    package var options: LockOptions
    /// Build even when the repository has this very package.
    package var force = false

    package init(context: BuildContext, options: LockOptions) {
        self.context = context
        self.options = options
    }

    package struct Outcome: Sendable, Codable {
        package var schema = 1
        package var variant: VariantName
        package var version: String
        package var lock: String
        package var packages: [Package]
        package var warnings: [Diagnostic]

        package struct Package: Sendable, Codable {
            package var nevra: String
            package var file: String
            package var kernel: KernelRelease
            package var redirects: Int
            /// False when the repository had it already.
            package var wasBuilt: Bool
        }
    }

    /// What `run` would do, in order; nothing is fetched, built or written.
    package func plan(_ manifestPath: FilePath) async throws -> (title: String, steps: [String]) {
        let preparation = Preparation(context: context, options: options)
        let resolved = try await preparation.resolve(manifestPath)
        let lock = resolved.lock
        var steps: [String] = []
        if !options.locked, try LockFile.load(resolved.lockPath) != lock {
            steps.append("write \(resolved.lockPath)")
        }
        for kernel in lock.kernels {
            let record = BuildRecord(context: context, lock: lock, kernel: kernel)
            if !force, try record.published() != nil { continue }
            steps += try await listedSteps(kernel, resolved, preparation)
            steps += self.steps(toBuildFor: kernel, patches: resolved.manifest.patches.count)
        }
        return ("add \(lock.variant) \(lock.version)", steps)
    }

    /// What is taken of a published boundary; compared with what is computed where
    /// the kernel is prepared already.
    private func listedSteps(
        _ kernel: Lock.Kernel, _ resolved: Preparation.Resolved, _ preparation: Preparation
    ) async throws -> [String] {
        guard let listed = resolved.manifest.boundary.listed else { return [] }
        guard Files.exists(KernelCache(context.cache).record(of: kernel)) else {
            return ["take \(listed.files.count) files of \(listed.source); compute the interface"]
        }
        let boundary = try await preparation.analyse(kernel, resolved).boundary
        return boundary.listed.map { BoundaryText.steps($0, kernel.release) } ?? []
    }

    private func steps(toBuildFor kernel: Lock.Kernel, patches: Int) -> [String] {
        let cache = KernelCache(context.cache)
        var steps: [String] = []
        if !Files.exists(cache.record(of: kernel)) {
            let missing = kernel.packages.filter { !Files.exists(cache.file(of: $0)) }
            steps += missing.map { "fetch \($0.name) \($0.version), \($0.size >> 20) MiB" }
            steps.append("unpack and prepare \(kernel.release) in \(cache.folder(of: kernel))")
        }
        return steps + [
            "apply \(patches) patches, compile, check and link the module for \(kernel.release)",
            "package it and publish to \(context.repository)",
        ]
    }

    package func run(_ manifestPath: FilePath) async throws -> Outcome {
        let preparation = Preparation(context: context, options: options)
        let resolved = try await preparation.resolve(manifestPath)
        var lock = resolved.lock
        var outcome = Outcome(
            variant: lock.variant, version: lock.version, lock: resolved.lockPath.string,
            packages: [], warnings: resolved.warnings)
        for index in lock.kernels.indices {
            let record = BuildRecord(context: context, lock: lock, kernel: lock.kernels[index])
            if !force, let known = try record.published() {
                outcome.packages.append(known)
                continue
            }
            let subject = try await preparation.analyse(lock.kernels[index], resolved)
            lock.kernels[index].vmlinuxBuildID = subject.kernel.tree.buildID
            lock.kernels[index].compiler = subject.kernel.tree.compilerVersion
            if !options.locked { try LockFile.store(lock, at: resolved.lockPath) }
            let publication = VariantPublication(
                context: context, lock: lock, lockPath: resolved.lockPath, subject: subject,
                patches: resolved.manifest.patches)
            let (package, warnings) = try await publication.run()
            outcome.packages.append(package)
            outcome.warnings += subject.warnings + warnings
            try BuildRecord(context: context, lock: lock, kernel: lock.kernels[index])
                .store(outcome.packages[index])
        }
        if !options.locked { try LockFile.store(lock, at: resolved.lockPath) }
        return outcome
    }
}

/// Remembers which package was made from which lock, so that an unchanged
/// manifest costs nothing.
struct BuildRecord {
    let context: BuildContext
    let lock: Lock
    let kernel: Lock.Kernel

    private struct Content: Codable {
        var key: String
        var nevra: String
        var redirects: Int
        var sha256: Digest
    }

    private var file: FilePath {
        context.cache.appending("builds")
            .appending("\(lock.variant)-\(kernel.release).json")
    }

    private func key() throws -> String {
        // What is only known after the first build does not make a new one.
        var inputs = lock
        for index in inputs.kernels.indices {
            inputs.kernels[index].vmlinuxBuildID = nil
            inputs.kernels[index].compiler = nil
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let program = Files.modificationTime(Surroundings.executable) ?? 0
        return SHA256.hex(of: Array(try encoder.encode(inputs)) + Array("\(program)".utf8))
    }

    func published() throws -> AddVariant.Outcome.Package? {
        guard Files.exists(file),
            let content = try? JSONDecoder().decode(
                Content.self, from: Data(try Files.read(file))),
            content.key == (try key())
        else { return nil }
        let repository = Repository(context.repository)
        guard repository.exists,
            let package = try repository.packages().first(where: { $0.sha256 == content.sha256 })
        else { return nil }
        return AddVariant.Outcome.Package(
            nevra: content.nevra, file: repository.file(package).string, kernel: kernel.release,
            redirects: content.redirects, wasBuilt: false)
    }

    func store(_ package: AddVariant.Outcome.Package) throws {
        try Files.createDirectory(file.removingLastComponent())
        let content = Content(
            key: try key(), nevra: package.nevra, redirects: package.redirects,
            sha256: Digest(hex: try SHA256.hex(of: FilePath(package.file))))
        try Files.replace(file, with: Array(try JSONEncoder().encode(content)))
    }
}
