// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// Makes an unpacked source tree ready to compile single units and modules
/// exactly as the distribution's build did.
///
/// The kernel's own auto.conf and autoconf.h are put in place and declared up to
/// date, so kconfig never runs: no answer can differ because a tool is missing
/// here. What the makefiles then generate is compared with what the kernel's
/// build generated (asm-offsets.h among it, which encodes structure layouts).
struct SourcePreparation {
    var release: KernelRelease
    var directory: KernelDirectory
    var compiler: KernelCompiler

    private var source: FilePath { directory.source }
    private var headers: FilePath { directory.headers }

    func run() async throws {
        try await Command("cp", ["-rT", headers.string, source.string]).runChecked()
        try declareConfigurationCurrent()
        try await makeTools()
        try requireStockHeaders()
        try Files.write(
            Array("\(release)\n".utf8), to: source.appending("include/config/kernel.release"))
        let build = "include/generated/compile.h"
        try Files.copy(headers.appending(build), to: source.appending(build))
    }

    /// The tools of the build run for milliseconds, and compiling them is most of the
    /// preparation: so it is not optimized, which halves it (objtool above all). A
    /// kernel whose tools do not compile that way gets them as its makefiles say.
    private func makeTools() async throws {
        let goal = ["-j\(Surroundings.processorCount + 1)", "modules_prepare"]
        if try await make(goal + ["HOSTCFLAGS=-O0"]).run().isSuccess { return }
        let result = try await make(goal).run()
        guard result.isSuccess else {
            throw KernelTreeError.preparationFailed(log: result.errorText)
        }
    }

    /// The compile commands, as the makefiles give them. `prepare` is declared
    /// done, else make walks through all of it again.
    /// Of optional units, those that the makefiles know.
    func compileCommands(
        _ units: [String], optional: Bool = false
    ) async throws -> [String: CompileCommand] {
        if units.isEmpty { return [:] }
        let objects = units.map(CompileCommandParser.object)
        let command = make(
            ["-n", "V=1", "-o", "prepare", "-o", "scripts"] + (optional ? ["-k"] : []) + objects)
        let result = try await command.run()
        guard result.isSuccess || optional else {
            throw KernelTreeError.preparationFailed(log: result.errorText)
        }
        let found = CompileCommandParser.parse(
            result.output, units: units, compiler: compiler.command)
        let unknown = units.filter { found[$0] == nil }
        guard unknown.isEmpty || optional else { throw KernelTreeError.unitsUnknown(unknown) }
        return found
    }

    /// make runs syncconfig when these are older than .config or missing.
    private func declareConfigurationCurrent() throws {
        let generated = [
            "include/config/auto.conf", "include/generated/autoconf.h",
            "include/generated/rustc_cfg",
        ]
        for name in generated {
            let file = source.appending(name)
            if Files.exists(file) { try Files.write(try Files.read(file), to: file) }
        }
        try Files.write([], to: source.appending("include/config/auto.conf.cmd"))
    }

    /// - Note: BTF of modules needs resolve_btfids, a third of all preparation;
    ///   nothing here makes BTF, so its makefile option is cleared. The
    ///   configuration that C sees keeps it.
    private func make(_ arguments: [String]) -> Command {
        let quiet = [
            "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "KCFLAGS", "KCPPFLAGS", "KAFLAGS",
            "KBUILD_OUTPUT", "CROSS_COMPILE", "LOCALVERSION",
        ]
        var environment = ["LC_ALL": "C"]
        for name in quiet { environment[name] = "" }
        return Command(
            "make",
            [
                "ARCH=x86", "CC=\(compiler.command)", "HOSTCC=\(compiler.command)",
                "KERNELRELEASE=\(release)", "CONFIG_DEBUG_INFO_BTF=",
            ] + arguments,
            environment: environment, in: source)
    }

    static let compared = [
        ".config", "include/config/auto.conf", "include/generated/autoconf.h",
        "include/generated/utsrelease.h", "include/generated/asm-offsets.h",
        "include/generated/bounds.h", "include/generated/timeconst.h",
        "include/generated/uapi/linux/version.h",
    ]

    private func requireStockHeaders() throws {
        let different = try Self.compared.filter { name in
            let stock = headers.appending(name)
            guard Files.exists(stock) else { return false }
            let made = source.appending(name)
            return try !Files.exists(made) || Files.read(stock) != Files.read(made)
        }
        guard different.isEmpty else { throw KernelTreeError.headersDiffer(different) }
    }
}
