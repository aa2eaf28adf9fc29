// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// Prepared kernel trees in the cache; each is unpacked and prepared once.
///
/// 1. A directory with a fitting record is used as it is, if its compiler is
///    still the one installed.
/// 2. Otherwise, under the kernel's lock: the packages are fetched and verified.
/// 3. The configuration names the compiler, which must be installed.
/// 4. Into a staging directory, at the same time: the source is unpacked and
///    prepared; vmlinux, vmlinuz and the modules are unpacked.
/// 5. The record is written and the directory renamed to its name.
package struct KernelTreeStore: Sendable {
    /// Units of kernel/sched that hold the whole scheduler since Linux 5.18.
    package static let schedulerUnits = ["core", "fair", "build_policy", "build_utility"]
        .map { "kernel/sched/\($0).c" }

    private let cache: KernelCache
    package init(cache: KernelCache) { self.cache = cache }

    /// The tree, made where it is not there.
    ///
    /// - Parameter offline: packages that are not in the cache are an error.
    /// - Throws: `KernelTreeError`, `FactsError`, `ELFError`, `SystemError`. The
    ///   cache then holds what was fetched, and no part of a tree.
    package func prepare(
        _ kernel: Lock.Kernel, units: [String] = KernelTreeStore.schedulerUnits, offline: Bool,
        progress: Progress
    ) async throws -> KernelTree {
        try await prepared(kernel, units, offline, progress).tree
    }

    /// The tree and its vmlinux, which is mapped here and nowhere else.
    ///
    /// - Throws: what `prepare` throws.
    func open(
        _ kernel: Lock.Kernel, offline: Bool, progress: Progress
    ) async throws -> (KernelTree, KernelImage) {
        let (tree, image) = try await prepared(kernel, Self.schedulerUnits, offline, progress)
        return (tree, try image ?? KernelImage(tree.vmlinux))
    }

    /// The compile commands of units of a tree that is there.
    ///
    /// - Parameter optional: units that kbuild does not know are left out.
    /// - Throws: `KernelTreeError.unitsUnknown`.
    func commands(
        of units: [String], in kernel: Lock.Kernel, optional: Bool
    ) async throws -> [String: CompileCommand] {
        let directory = cache.directory(of: kernel)
        return try await FileLock.hold(directory.lock) {
            guard var record = try TreeRecord.load(directory.record, for: kernel) else {
                throw KernelTreeError.treeMissing(kernel.release)
            }
            try await addCommands(of: units, optional, to: &record, directory)
            return record.commands
        }
    }

    /// The image is there when it was unpacked just now.
    private func prepared(
        _ kernel: Lock.Kernel, _ units: [String], _ offline: Bool, _ progress: Progress
    ) async throws -> (tree: KernelTree, image: KernelImage?) {
        let directory = cache.directory(of: kernel)
        if let record = try TreeRecord.load(directory.record, for: kernel),
            units.allSatisfy({ record.commands[$0] != nil })
        {
            try await record.builder.requireInstalled()
            return (record.tree(in: directory), nil)
        }
        try Files.createDirectory(cache.kernels)
        try Files.createDirectory(cache.packages)
        let waiting = { progress.note("waiting for another sched that prepares \(kernel.release)") }
        return try await FileLock.hold(directory.lock, waiting: waiting) {
            var record: TreeRecord
            var image: KernelImage?
            if let found = try TreeRecord.load(directory.record, for: kernel) {
                record = found
            } else {
                (record, image) = try await build(kernel, directory, offline, progress)
            }
            try await addCommands(of: units, false, to: &record, directory)
            // The compiler may have been upgraded since the tree was prepared.
            try await record.builder.requireInstalled()
            return (record.tree(in: directory), image)
        }
    }

    private func build(
        _ kernel: Lock.Kernel, _ directory: KernelDirectory, _ offline: Bool, _ progress: Progress
    ) async throws -> (TreeRecord, KernelImage) {
        try await fetch(kernel, directory, offline, progress)
        let staging = directory.staging
        try Files.remove(staging.path)
        do {
            let (record, image) = try await TreeBuild(
                kernel: kernel, cache: cache, staging: staging, progress: progress
            ).run()
            try record.store(staging.record)
            try Files.remove(directory.path)
            try Files.rename(staging.path, to: directory.path)
            return (record, image)
        } catch {
            try? Files.remove(staging.path)
            throw error
        }
    }

    private func fetch(
        _ kernel: Lock.Kernel, _ directory: KernelDirectory, _ offline: Bool, _ progress: Progress
    ) async throws {
        let fetch = PackageFetch(cache: cache, offline: offline)
        _ = try await progress.stage(
            "fetch packages of \(kernel.release)",
            detail: { (fetched: [Lock.Package]) in
                let size = fetched.reduce(0) { $0 + $1.size } / 1_000_000
                return fetched.isEmpty ? "all in the cache" : "\(fetched.count) files, \(size) MB"
            }
        ) { try await fetch.fetch(kernel.packages, into: cache.partialDownloads(of: directory)) }
    }

    private func addCommands(
        of units: [String], _ optional: Bool, to record: inout TreeRecord,
        _ directory: KernelDirectory
    ) async throws {
        let missing = units.filter { record.commands[$0] == nil }
        if missing.isEmpty { return }
        let preparation = SourcePreparation(
            release: record.release, directory: directory, compiler: record.builder)
        let found = try await preparation.compileCommands(missing, optional: optional)
        record.commands.merge(found) { _, new in new }
        try record.store(directory.record)
    }
}
