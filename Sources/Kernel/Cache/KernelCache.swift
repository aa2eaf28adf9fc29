// SPDX-License-Identifier: Apache-2.0
import RPM
import Support
import SystemPackage

/// Every path of the cache (docs/kernels.md):
///
///     packages/<sha256>.deb        the distribution's packages, verified
///     kernels/<release>-<key>/     one kernel, see `KernelDirectory`
///     builds/<variant>-<release>.json
///                                  which package was built of which inputs
///     apt/                         what apt read of its package lists
///     runtime-sources/<digest>/    the runtime's sources, as builds read them
///     work/                        builds that run
///
/// A file under its digest and a directory with a record are whole; everything
/// else there is somebody's unfinished work. All of it can be made again.
package struct KernelCache: Sendable {
    /// Need not exist; all below is made on demand.
    package var root: FilePath
    package init(_ root: FilePath) { self.root = root }

    /// Verified packages, each named for its digest.
    package var packages: FilePath { root.appending("packages") }
    /// Directories of prepared kernels.
    package var kernels: FilePath { root.appending("kernels") }
    /// Where apt keeps what it read of its package lists.
    var apt: FilePath { root.appending("apt") }
    /// The runtime's sources as builds read them, in directories named for their digest.
    package var runtimeSources: FilePath { root.appending("runtime-sources") }
    /// Temporary directories of builds.
    package var work: FilePath { root.appending("work") }

    /// Where the package is once it is verified; it need not be there.
    package func file(of package: Lock.Package) -> FilePath {
        packages.appending(package.sha256.hex + ".deb")
    }

    /// Where apt downloads a kernel's packages to, and continues a download that
    /// was cut off.
    func partialDownloads(of directory: KernelDirectory) -> FilePath {
        packages.appending("partial-\(directory.path.lastComponent?.string ?? "kernel")")
    }

    /// Named for the release, and for all packages it is made of and the form it has: the
    /// directory that somebody builds in is never made anew for other packages.
    package func directory(of kernel: Lock.Kernel) -> KernelDirectory {
        let packages = TreeRecord.digests(of: kernel).map { "\($0) \($1)\n" }.sorted().joined()
        let key = Digest(hex: SHA256.hex(of: "\(TreeRecord.currentSchema)\n\(packages)")).short
        return KernelDirectory(kernels.appending("\(kernel.release)-\(key)"))
    }

    /// What was built of a variant for a kernel.
    package func buildRecord(_ variant: VariantName, _ release: KernelRelease) -> FilePath {
        root.appending("builds").appending("\(variant)-\(release).json")
    }
}

/// What the cache keeps of one kernel:
///
///     tree.json      the record, written last: a directory that has it is whole
///     source/        the source tree, prepared
///     headers/       what the kernel's own build generated
///     vmlinux        the debug vmlinux
///     boot/ lib/     vmlinuz and the stock modules, once somebody boots it
///     rebuild.json   the result of compiling the unmodified scheduler
///     objects/       objects of units, by digest of what they were made of
///     runtime/       the kernel-side runtime, compiled
///     members-*.json what the kernel's source does with the scheduler's structs
package struct KernelDirectory: Sendable, Equatable {
    package let path: FilePath
    package init(_ path: FilePath) { self.path = path }

    /// A `tree.json` that fits means that the directory is whole.
    package var record: FilePath { path.appending("tree.json") }
    /// The unpacked source tree, prepared for building modules.
    package var source: FilePath { path.appending("source") }
    /// Headers that the distribution's own build generated.
    package var headers: FilePath { path.appending("headers") }
    /// Not stripped, with DWARF.
    package var vmlinux: FilePath { path.appending("vmlinux") }
    /// A `RebuildReport` of the units that were compared last.
    package var rebuildReport: FilePath { path.appending("rebuild.json") }
    /// Compiled units, each named for a digest of what it was made of.
    package var objects: FilePath { path.appending("objects") }
    /// Parent of the directories with the compiled runtime, one for each digest of its
    /// sources.
    package var runtime: FilePath { path.appending("runtime") }

    /// The bootable image; there only after `KernelTreeStore.bootable`.
    package func vmlinuz(_ release: KernelRelease) -> FilePath {
        path.appending("boot").appending("vmlinuz-\(release)")
    }

    /// The stock modules; there only after `KernelTreeStore.bootable`.
    package func modules(_ release: KernelRelease) -> FilePath {
        path.appending("lib").appending("modules").appending(release.rawValue)
    }

    /// - Parameter key: digest of everything that the answer depends on.
    package func members(_ key: String) -> FilePath {
        path.appending("members-\(key.prefix(16)).json")
    }

    /// Where vmlinuz and the modules are unpacked before they get their names.
    var bootStaging: FilePath { path.appending("boot.new") }

    /// Held while the directory is made or added to; beside it, since a new
    /// directory replaces an old one.
    package var lock: FilePath { FilePath(path.string + ".lock") }
    /// Where a new directory is made before it gets its name.
    var staging: KernelDirectory { KernelDirectory(FilePath(path.string + ".new")) }
}
