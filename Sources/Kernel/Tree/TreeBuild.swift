// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support
import SystemPackage

/// Unpacks and prepares one kernel in a staging folder.
struct TreeBuild {
    var kernel: Lock.Kernel
    var cache: KernelCache
    var staging: FilePath
    var progress: Progress

    func run() async throws -> TreeRecord {
        for name in ["source", "headers"] {
            try Files.createDirectory(staging.appending(name))
        }
        let headers = staging.appending("headers")
        try await unpacking.headers(try package(.headers), into: headers).runChecked()
        let configuration = try Files.readText(headers.appending(".config"))
        let compiler = try KernelCompiler(configuration: configuration)
        try await compiler.requireInstalled()

        async let sources: Void = prepareSource(compiler)
        async let images = unpackImages()
        let buildID = try await images
        try await sources
        return TreeRecord(
            release: kernel.release, buildID: buildID, compiler: compiler.command,
            compilerVersion: compiler.version, packages: TreeRecord.digests(of: kernel),
            commands: [:])
    }

    private var unpacking: Unpacking { Unpacking(release: kernel.release) }

    private func package(_ role: Lock.Package.Role) throws -> FilePath {
        guard let package = kernel.packages.first(where: { $0.role == role }) else {
            throw SystemError.other("the lock names no \(role.rawValue) package")
        }
        return cache.file(of: package)
    }

    private func prepareSource(_ compiler: KernelCompiler) async throws {
        let source = staging.appending("source")
        let command = unpacking.source(try package(.source), into: source)
        _ = try await progress.stage("unpack the source") { try await command.runChecked() }
        guard Files.exists(source.appending("kernel/sched/core.c")) else {
            throw KernelTreeError.packageLacks(
                name: "linux-source-\(kernel.release.series)", file: "kernel/sched/core.c")
        }
        let preparation = SourcePreparation(
            release: kernel.release, source: source, headers: staging.appending("headers"),
            compiler: compiler)
        try await progress.stage("prepare the source") { try await preparation.run() }
    }

    private func unpackImages() async throws -> BuildID {
        let vmlinux = staging.appending("vmlinux")
        let debug = unpacking.vmlinux(try package(.debug), to: vmlinux)
        _ = try await progress.stage("unpack vmlinux") { try await debug.runChecked() }
        let image = unpacking.image(try package(.image), into: staging)
        _ = try await progress.stage("unpack the image and its modules") {
            try await image.runChecked()
        }
        let buildID = try await offPool { () -> String? in
            try ELFImage(file: MappedFile(vmlinux), name: vmlinux.string).buildID
        }
        guard let buildID else {
            throw KernelTreeError.packageLacks(
                name: "linux-image-\(kernel.release)-dbg", file: "build id in its vmlinux")
        }
        return BuildID(hex: buildID)
    }
}
