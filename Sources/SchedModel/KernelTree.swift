// SPDX-License-Identifier: Apache-2.0
public import SystemPackage

/// One exact kernel, unpacked and prepared in the cache. All paths exist.
public struct KernelTree: Sendable {
    public var release: KernelRelease
    public var buildID: BuildID
    /// Source tree after `make modules_prepare`, with the stock configuration,
    /// UTS_RELEASE and Module.symvers of the release.
    public var source: FilePath
    /// The debug vmlinux (not stripped, DWARF inside).
    public var vmlinux: FilePath
    /// The bootable image.
    public var vmlinuz: FilePath
    /// Folder of the stock modules, `lib/modules/<release>`.
    public var modules: FilePath
    /// The compiler that built the kernel, such as `gcc-12`.
    public var compiler: String
    /// First line of its `--version`.
    public var compilerVersion: String
    /// The compile command of each kernel/sched unit (and of each sidecar's
    /// unit), by source path; as kbuild would run it, objtool apart.
    public var compileCommands: [String: CompileCommand]

    public init(
        release: KernelRelease, buildID: BuildID, source: FilePath, vmlinux: FilePath,
        vmlinuz: FilePath, modules: FilePath, compiler: String, compilerVersion: String,
        compileCommands: [String: CompileCommand]
    ) {
        self.release = release
        self.buildID = buildID
        self.source = source
        self.vmlinux = vmlinux
        self.vmlinuz = vmlinuz
        self.modules = modules
        self.compiler = compiler
        self.compilerVersion = compilerVersion
        self.compileCommands = compileCommands
    }
}

/// How the kernel's own makefiles compile one unit.
public struct CompileCommand: Sendable, Codable, Equatable {
    /// The unit, relative to the source tree: `kernel/sched/core.c`.
    public var unit: String
    /// gcc's arguments without `-c`, `-o`, the source path and `-Wp,-MMD`.
    public var flags: [String]
    /// objtool's arguments without the object path; empty when the makefiles do
    /// not run it for this unit.
    public var objtool: [String]

    public init(unit: String, flags: [String], objtool: [String]) {
        self.unit = unit
        self.flags = flags
        self.objtool = objtool
    }
}
