// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support
import SystemPackage

/// Prepared kernel trees in the cache; each is unpacked and prepared once.
///
/// 1. A folder with a fitting record is used as it is, if its compiler is still
///    the one installed.
/// 2. Otherwise, under the kernel's lock: the packages are fetched and verified.
/// 3. The configuration names the compiler, which must be installed.
/// 4. Into a staging folder, at the same time: the source is unpacked and
///    prepared; vmlinux, vmlinuz and the modules are unpacked.
/// 5. The record is written and the folder renamed to its name.
package struct KernelTreeStore: Sendable {
    /// Units of kernel/sched that hold the whole scheduler since Linux 5.18.
    package static let schedulerUnits = ["core", "fair", "build_policy", "build_utility"]
        .map { "kernel/sched/\($0).c" }

    private let cache: KernelCache
    package init(cache: FilePath) { self.cache = KernelCache(cache) }

    /// - Parameters:
    ///   - units: source files whose compile commands are wanted.
    ///   - optional: some of the units may be none of this kernel.
    ///   - offline: packages that are not in the cache are an error.
    /// - Throws: `KernelTreeError`, `SystemError`, `ELFError`. The cache then
    ///   holds what was fetched, and no part of a tree.
    package func prepare(
        _ kernel: Lock.Kernel, units: [String] = KernelTreeStore.schedulerUnits,
        optional: Bool = false, offline: Bool, progress: Progress
    ) async throws -> KernelTree {
        let folder = cache.folder(of: kernel)
        if let record = try TreeRecord.load(cache.record(of: kernel), for: kernel),
            units.allSatisfy({ record.commands[$0] != nil })
        {
            return try await checked(record, kernel).tree(in: folder)
        }
        try Files.createDirectory(cache.kernels)
        try Files.createDirectory(cache.packages)
        let waiting = { progress.note("waiting for another sched that prepares \(kernel.release)") }
        return try await FileLock.hold(FilePath(folder.string + ".lock"), waiting: waiting) {
            var record: TreeRecord
            if let found = try TreeRecord.load(cache.record(of: kernel), for: kernel) {
                record = found
            } else {
                record = try await build(kernel, folder, offline, progress)
            }
            try await addCommands(of: units, optional, to: &record, folder)
            return try await checked(record, kernel).tree(in: folder)
        }
    }

    /// The compiler may have been upgraded since the tree was prepared, and the
    /// lock may name another build.
    private func checked(_ record: TreeRecord, _ kernel: Lock.Kernel) async throws -> TreeRecord {
        if let locked = kernel.vmlinuxBuildID, locked != record.buildID {
            throw KernelTreeError.buildIDDiffers(locked: locked.hex, found: record.buildID.hex)
        }
        try await KernelCompiler(command: record.compiler, version: record.compilerVersion)
            .requireInstalled()
        return record
    }

    private func build(
        _ kernel: Lock.Kernel, _ folder: FilePath, _ offline: Bool, _ progress: Progress
    ) async throws -> TreeRecord {
        try await fetch(kernel, folder, offline, progress)
        let staging = FilePath(folder.string + ".new")
        try Files.remove(staging)
        do {
            let record = try await TreeBuild(
                kernel: kernel, cache: cache, staging: staging, progress: progress
            ).run()
            try record.store(staging.appending("tree.json"))
            try Files.remove(folder)
            try Files.rename(staging, to: folder)
            return record
        } catch {
            try? Files.remove(staging)
            throw error
        }
    }

    private func fetch(
        _ kernel: Lock.Kernel, _ folder: FilePath, _ offline: Bool, _ progress: Progress
    ) async throws {
        let fetch = PackageFetch(cache: cache, offline: offline)
        let name = folder.lastComponent?.string ?? kernel.release.rawValue
        _ = try await progress.stage(
            "fetch packages of \(kernel.release)",
            detail: { (fetched: [Lock.Package]) in
                let size = fetched.reduce(0) { $0 + $1.size } / 1_000_000
                return fetched.isEmpty ? "all in the cache" : "\(fetched.count) files, \(size) MB"
            }
        ) { try await fetch.fetch(kernel.packages, folder: name) }
    }

    private func addCommands(
        of units: [String], _ optional: Bool, to record: inout TreeRecord, _ folder: FilePath
    ) async throws {
        let missing = units.filter { record.commands[$0] == nil }
        if missing.isEmpty { return }
        let preparation = SourcePreparation(
            release: record.release, source: folder.appending("source"),
            headers: folder.appending("headers"),
            compiler: KernelCompiler(command: record.compiler, version: record.compilerVersion))
        let found = try await preparation.compileCommands(missing, optional: optional)
        record.commands.merge(found) { _, new in new }
        try record.store(folder.appending("tree.json"))
    }
}

extension Lock.Kernel {
    /// With what is known only once the tree is there.
    package func completed(by tree: KernelTree) -> Lock.Kernel {
        var kernel = self
        kernel.vmlinuxBuildID = tree.buildID
        kernel.compiler = tree.compilerVersion
        return kernel
    }
}
