// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// Takes out of the packages what a build needs. Of what Debian packs as it does now,
/// only the blocks are decoded that hold some of it; all else goes through one pipeline,
/// and nothing is written that is not kept.
struct Unpacking {
    var release: KernelRelease

    /// The debug vmlinux, without relocations of its debug information.
    func vmlinux(_ package: FilePath, to file: FilePath) async throws {
        let member = "./usr/lib/debug/boot/vmlinux-\(release)"
        guard let debian = try DebianPackage(package), let image = try debian.file(member) else {
            try await vmlinuxByTar(package, member, to: file).runChecked()
            return
        }
        let holes = try DebugRelocations.places(in: debian.data, image: image)
        try await debian.data.write(
            image, to: SparseFile(file, size: image.count), except: holes)
    }

    /// It stands near the head of its package; tar stops behind it (`--occurrence`),
    /// which saves two thirds of the decompression.
    private func vmlinuxByTar(
        _ package: FilePath, _ member: String, to file: FilePath
    ) -> Command {
        pipeline(
            "dpkg-deb --fsys-tarfile \"$1\" 2>/dev/null"
                + " | tar -xO --occurrence=1 \"$2\" > \"$3\"",
            [package.string, member, file.string])
    }

    /// vmlinuz and the stock modules.
    func image(_ package: FilePath, into directory: FilePath) -> Command {
        extraction(package, directory, strip: 1, members: ["./boot", "./lib/modules"])
    }

    /// The configuration, Module.symvers and the headers that the kernel's own
    /// build generated.
    func headers(_ package: FilePath, into directory: FilePath) -> Command {
        let root = "./usr/src/linux-headers-\(release)/"
        return extraction(
            package, directory, strip: 4,
            members: [".config", "Module.symvers", "include/config/auto.conf", "include/generated"]
                .map { root + $0 })
    }

    /// The source tree without what no scheduler build reads: of 1.3 GB unpacked
    /// 200 MB remain. Kconfig files of the dropped directories go too: the kernel's
    /// own auto.conf is used and kconfig never runs (docs/kernels.md).
    ///
    /// - Parameter work: a directory for what is in between.
    func source(_ package: FilePath, into directory: FilePath, work: FilePath) async throws {
        let reduced = work.appending("source.tar")
        defer { try? Files.remove(reduced) }
        if try await reduceSource(package, to: reduced, work: work) {
            try await Command(
                "tar",
                ["-x", "-f", reduced.string, "--ignore-zeros"] + sourceOptions(directory),
                environment: ["LC_ALL": "C"]
            ).runChecked()
        } else {
            try await sourceByPipeline(package, into: directory).runChecked()
        }
    }

    private var sourceName: String { "linux-source-\(release.series)" }
    private var sourceMember: String { "./usr/src/\(sourceName).tar.xz" }

    private func sourceByPipeline(_ package: FilePath, into directory: FilePath) -> Command {
        pipeline(
            "package=$1 member=$2; shift 2;"
                + " dpkg-deb --fsys-tarfile \"$package\" | tar -xO \"$member\""
                + " | xz -dc -T0 | tar -x \"$@\"",
            [package.string, sourceMember] + sourceOptions(directory))
    }

    private func sourceOptions(_ directory: FilePath) -> [String] {
        [
            "-C", directory.string, "--strip-components=1", "--no-same-owner", "--anchored",
            "--wildcards", "--wildcards-match-slash",
        ] + Self.unneeded.map { "--exclude=\(sourceName)/\($0)" }
    }

    /// False where the archive is not one that can be reduced.
    private func reduceSource(
        _ package: FilePath, to file: FilePath, work: FilePath
    ) async throws -> Bool {
        guard let debian = try DebianPackage(package), let member = try debian.file(sourceMember)
        else { return false }
        let packed = work.appending("source.tar.xz")
        defer { try? Files.remove(packed) }
        try await debian.data.write(member, to: SparseFile(packed, size: member.count))
        guard let archive = XZArchive(try MappedFile(packed)) else { return false }
        let whole = Self.unneeded.filter { $0.hasSuffix("/*") && !$0.dropLast().contains("*") }
            .map { "\(sourceName)/\($0.dropLast())" }
        return try await SourceArchive(archive, unneeded: whole).write(to: file) != nil
    }

    static let unneeded = [
        "Documentation/*", "LICENSES/*", "drivers/*", "rust/*", "samples/*", "sound/*",
        "tools/perf/*", "tools/testing/*", "arch/[!x]*", "arch/xtensa/*",
    ]

    private func extraction(
        _ package: FilePath, _ directory: FilePath, strip: Int, members: [String]
    ) -> Command {
        pipeline(
            "package=$1 directory=$2; shift 2; dpkg-deb --fsys-tarfile \"$package\""
                + " | tar -x -m --no-same-owner --strip-components=\(strip) -C \"$directory\" \"$@\"",
            [package.string, directory.string] + members)
    }

    private func pipeline(_ script: String, _ arguments: [String]) -> Command {
        Command("sh", ["-c", script, "sh"] + arguments, environment: ["LC_ALL": "C"])
    }
}
