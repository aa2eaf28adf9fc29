// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// One exact kernel, unpacked and prepared in the cache. All paths exist, but
/// `vmlinuz` and `modules` only in a tree of `KernelTreeStore.bootable`.
package struct KernelTree: Sendable {
    /// What `uname -r` says when this kernel runs.
    package var release: KernelRelease
    /// Of the debug vmlinux, from its note.
    package var buildID: BuildID
    /// The kernel's place in the cache, which holds all of the paths below.
    package var directory: KernelDirectory
    /// The compiler that built the kernel, such as `gcc-12`.
    package var compiler: String
    /// First line of its `--version`.
    package var compilerVersion: String
    /// The compile command of each kernel/sched unit (and of each sidecar's
    /// unit), by source path; as kbuild would run it, objtool apart.
    package var compileCommands: [String: CompileCommand]

    /// Source tree after `make modules_prepare`, with the stock configuration,
    /// UTS_RELEASE and Module.symvers of the release.
    package var source: FilePath { directory.source }
    /// The debug vmlinux (not stripped, DWARF inside).
    package var vmlinux: FilePath { directory.vmlinux }
    /// The bootable image.
    package var vmlinuz: FilePath { directory.vmlinuz(release) }
    /// Directory of the stock modules, `lib/modules/<release>`.
    package var modules: FilePath { directory.modules(release) }
}

/// How the kernel's own makefiles compile one unit.
package struct CompileCommand: Sendable, Codable, Equatable {
    /// The unit, relative to the source tree: `kernel/sched/core.c`.
    package var unit: String
    /// gcc's arguments without `-c`, `-o`, the source path and `-Wp,-MMD`.
    package var flags: [String]
    /// objtool's arguments without the object path; empty when the makefiles do
    /// not run it for this unit.
    package var objtool: [String]
}
