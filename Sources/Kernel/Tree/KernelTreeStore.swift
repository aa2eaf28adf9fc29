// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// Prepared kernel trees in the cache; each is unpacked and prepared once.
///
/// 1. A directory with a fitting record is used as it is, if its compiler is
///    still the one installed.
/// 2. Otherwise, under the kernel's lock: the packages are verified, and those that
///    are missing fetched; each is unpacked as soon as it is there.
/// 3. The configuration names the compiler, which must be installed.
/// 4. Into a staging directory, at the same time: the source is unpacked and
///    prepared; vmlinux is unpacked.
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
        try await prepared(kernel, units, offline, progress) { _ in }.tree
    }

    /// The tree with vmlinuz and the stock modules, which only who boots the kernel
    /// needs.
    ///
    /// - Throws: what `prepare` throws.
    package func bootable(
        _ kernel: Lock.Kernel, offline: Bool, progress: Progress
    ) async throws -> KernelTree {
        let tree = try await prepare(kernel, offline: offline, progress: progress)
        if Files.exists(tree.modules) { return tree }
        try await FileLock.hold(tree.directory.lock) {
            if Files.exists(tree.modules) { return }
            let images = kernel.packages.filter { $0.role == .image }
            let partial = cache.partialDownloads(of: tree.directory)
            try await PackageFetch(cache: cache, offline: offline)
                .start(images, into: partial, progress: progress).waitForAll()
            try Files.remove(partial)
            try await progress.stage("unpack the image and its modules") {
                for package in images { try await unpackImage(package, tree) }
            }
        }
        return tree
    }

    private func unpackImage(_ package: Lock.Package, _ tree: KernelTree) async throws {
        let staging = tree.directory.bootStaging
        try Files.remove(staging)
        try Files.createDirectory(staging)
        defer { try? Files.remove(staging) }
        try await Unpacking(release: tree.release)
            .image(cache.file(of: package), into: staging).runChecked()
        // The modules come last: who finds them finds vmlinuz.
        for name in ["boot", "lib"] {
            try Files.remove(tree.directory.path.appending(name))
            try Files.rename(
                staging.appending(name), to: tree.directory.path.appending(name))
        }
    }

    /// The tree, its vmlinux, which is mapped here and nowhere else, and what was
    /// read of that.
    ///
    /// - Parameter read: begins as soon as vmlinux is there, beside the preparation
    ///   of the source.
    /// - Throws: what `prepare` and `read` throw.
    func open<Found: Sendable>(
        _ kernel: Lock.Kernel, offline: Bool, progress: Progress,
        read: @escaping @Sendable (KernelImage) async throws -> Found
    ) async throws -> (KernelTree, KernelImage, Found) {
        let (tree, made) = try await prepared(
            kernel, Self.schedulerUnits, offline, progress
        ) { image in (image, try await read(image)) }
        if let made { return (tree, made.0, made.1) }
        let image = try await offPool { try KernelImage(tree.vmlinux) }
        return (tree, image, try await read(image))
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

    /// What was read is there when vmlinux was unpacked just now.
    private func prepared<Found: Sendable>(
        _ kernel: Lock.Kernel, _ units: [String], _ offline: Bool, _ progress: Progress,
        _ read: @escaping @Sendable (KernelImage) async throws -> Found
    ) async throws -> (tree: KernelTree, found: Found?) {
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
            var made: Found?
            if let found = try TreeRecord.load(directory.record, for: kernel) {
                record = found
            } else {
                (record, made) = try await build(kernel, directory, offline, progress, read)
            }
            try await addCommands(of: units, false, to: &record, directory)
            // The compiler may have been upgraded since the tree was prepared.
            try await record.builder.requireInstalled()
            return (record.tree(in: directory), made)
        }
    }

    private func build<Found: Sendable>(
        _ kernel: Lock.Kernel, _ directory: KernelDirectory, _ offline: Bool, _ progress: Progress,
        _ read: @escaping @Sendable (KernelImage) async throws -> Found
    ) async throws -> (TreeRecord, Found) {
        // The source takes longest to prepare, the image nobody waits for.
        let order: [Lock.Package.Role] = [.headers, .source, .debug, .image]
        let packages = order.flatMap { role in kernel.packages.filter { $0.role == role } }
        let partial = cache.partialDownloads(of: directory)
        let downloads = try await PackageFetch(cache: cache, offline: offline)
            .start(packages, into: partial, progress: progress)
        let staging = directory.staging
        try Files.remove(staging.path)
        do {
            let (record, found) = try await TreeBuild(
                kernel: kernel, cache: cache, downloads: downloads, staging: staging,
                progress: progress
            ).run(read)
            try await downloads.waitForAll()
            try Files.remove(partial)
            try record.store(staging.record)
            try Files.remove(directory.path)
            try Files.rename(staging.path, to: directory.path)
            return (record, found)
        } catch {
            await downloads.cancel()
            try? Files.remove(staging.path)
            throw error
        }
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
