// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// Unpacks and prepares one kernel in a staging directory.
struct TreeBuild {
    var kernel: Lock.Kernel
    var cache: KernelCache
    var downloads: PackageDownloads
    var staging: KernelDirectory
    var progress: Progress

    /// - Parameter read: called with vmlinux as soon as that is there.
    /// - Returns: what to store beside the tree, and what was read.
    func run<Found: Sendable>(
        _ read: @escaping @Sendable (KernelImage) async throws -> Found
    ) async throws -> (TreeRecord, Found) {
        try Files.createDirectory(staging.source)
        try Files.createDirectory(staging.headers)
        try await unpacking.headers(package(.headers), into: staging.headers).runChecked()
        let configuration = try Files.readText(staging.headers.appending(".config"))
        let compiler = try KernelCompiler(configuration: configuration)
        try await compiler.requireInstalled()

        async let sources: Void = prepareSource(compiler)
        let image = try await unpackImage()
        let found = try await read(image)
        try await sources
        let record = TreeRecord(
            release: kernel.release, buildID: try image.buildID(), compiler: compiler.command,
            compilerVersion: compiler.version, packages: TreeRecord.digests(of: kernel),
            commands: [:])
        return (record, found)
    }

    private var unpacking: Unpacking { Unpacking(release: kernel.release) }

    /// The package's file, once it is there.
    private func package(_ role: Lock.Package.Role) async throws -> FilePath {
        guard let package = kernel.packages.first(where: { $0.role == role }) else {
            throw SystemError.other("the lock names no \(role.rawValue) package")
        }
        try await downloads.wait(for: package)
        return cache.file(of: package)
    }

    private func prepareSource(_ compiler: KernelCompiler) async throws {
        let package = try await package(.source)
        try await progress.stage("unpack the source") {
            try await unpacking.source(package, into: staging.source, work: staging.path)
        }
        guard Files.exists(staging.source.appending("kernel/sched/core.c")) else {
            throw KernelTreeError.packageLacks(
                name: "linux-source-\(kernel.release.series)", file: "kernel/sched/core.c")
        }
        let preparation = SourcePreparation(
            release: kernel.release, directory: staging, compiler: compiler)
        try await progress.stage("prepare the source") { try await preparation.run() }
    }

    private func unpackImage() async throws -> KernelImage {
        let package = try await package(.debug)
        try await progress.stage("unpack vmlinux") {
            try await unpacking.vmlinux(package, to: staging.vmlinux)
        }
        return try await offPool { [staging] in try KernelImage(staging.vmlinux) }
    }
}
