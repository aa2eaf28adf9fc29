// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// The command lines that take out of the packages what a build needs. Each
/// is one pipeline: nothing is written that is not kept.
struct Unpacking {
    var release: KernelRelease

    /// The debug vmlinux stands near the head of its package; tar stops behind
    /// it (`--occurrence`), which saves two thirds of the decompression.
    func vmlinux(_ package: FilePath, to file: FilePath) -> Command {
        pipeline(
            "dpkg-deb --fsys-tarfile \"$1\" 2>/dev/null"
                + " | tar -xO --occurrence=1 \"$2\" > \"$3\"",
            [package.string, "./usr/lib/debug/boot/vmlinux-\(release)", file.string])
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
    func source(_ package: FilePath, into directory: FilePath) -> Command {
        let name = "linux-source-\(release.series)"
        return pipeline(
            "package=$1 member=$2 directory=$3; shift 3;"
                + " dpkg-deb --fsys-tarfile \"$package\" | tar -xO \"$member\""
                + " | xz -dc -T0 | tar -x -C \"$directory\" --strip-components=1"
                + " --no-same-owner --anchored --wildcards --wildcards-match-slash \"$@\"",
            [package.string, "./usr/src/\(name).tar.xz", directory.string]
                + Self.unneeded.map { "--exclude=\(name)/\($0)" })
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
