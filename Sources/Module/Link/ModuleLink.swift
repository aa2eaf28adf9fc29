// SPDX-License-Identifier: Apache-2.0
import Boundary
import ELF
import Kernel
import Manifest
import RPM
import Support
import SystemPackage

/// What the runtime's objects need of the kernel and of the variant.
struct RuntimeSymbols: Sendable {
    var undefined: Set<String>
    /// Of those the ones whose address is taken, and not only called.
    var taken: Set<String> = []
}

/// Turns the extracted object into a loadable module: objtool on the variant's
/// code, the kernel's own kbuild for the rest.
struct ModuleLink: Sendable {
    let tree: KernelTree
    /// recipes/runtime
    let runtime: FilePath
    /// Keeps the compiled runtime, which is the same for every variant of a kernel.
    let cache: FilePath

    /// The runtime's C files, without suffix; each is compiled once for a kernel.
    /// Its assembly depends on the variant and is compiled with it.
    private func runtimeUnits() throws -> [String] { try sources(".c") }

    private func sources(_ suffix: String) throws -> [String] {
        try Files.list(runtime).filter { $0.hasSuffix(suffix) }
            .map { String($0.dropLast(suffix.count)) }
    }

    /// The directory is another one each time and must not show in what is made of it:
    /// the same inputs give the same module.
    private static func flags(for directory: FilePath) -> String {
        "-g0 -ffile-prefix-map=\(directory)/="
    }

    private func make(_ directory: FilePath, _ targets: [String]) -> Command {
        let flags = Self.flags(for: directory)
        return Command(
            "make",
            [
                "-s", "-C", tree.source.string, "M=\(directory)", "CC=\(tree.compiler)",
                "KERNELRELEASE=\(tree.release)", "KBUILD_MODPOST_WARN=",
                "-j\(Surroundings.processorCount)",
                "KCFLAGS=\(flags)", "KAFLAGS=\(flags)",
            ] + targets)
    }

    // MARK: The runtime

    /// A directory with the compiled runtime and its headers.
    func compileRuntime(digest: Digest) async throws -> FilePath {
        let recipe = Self.flags(for: "") + KbuildEnvironment.recordingLine
        let key = SHA256.hex(of: "\(digest.hex) \(recipe)")
        let directory = cache.appending("runtime-\(key.prefix(16))")
        if Files.exists(directory) { return directory }
        try Files.createDirectory(cache)
        return try await FileLock.hold(FilePath(directory.string + ".lock")) {
            if !Files.exists(directory) { try await compileRuntime(to: directory) }
            return directory
        }
    }

    private func compileRuntime(to directory: FilePath) async throws {
        let staging = try Files.makeTemporaryDirectory("runtime", in: cache)
        defer { try? Files.remove(staging) }
        for name in try Files.list(runtime) {
            try Files.copy(runtime.appending(name), to: staging.appending(name))
        }
        let objects = try runtimeUnits().map { "\($0).o" }
        try Files.write(
            ("obj-m := runtime.o\nruntime-y := \(objects.joined(separator: " "))\nccflags-y := -I$(srctree)\n"
                + KbuildEnvironment.recordingLine).utf8,
            to: staging.appending("Kbuild"))
        try await make(staging, objects).runChecked(timeout: 300)
        try await KbuildEnvironment.keep(in: staging)
        try Files.rename(staging, to: directory)
    }

    /// Names that the runtime's objects leave undefined.
    func runtimeSymbols(_ directory: FilePath) throws -> RuntimeSymbols {
        var undefined: Set<String> = []
        var defined: Set<String> = []
        var taken: Set<String> = []
        for unit in try runtimeUnits() {
            let image = try ELFImage(
                bytes: try Files.read(directory.appending("\(unit).o")), name: "\(unit).o")
            for symbol in image.symbols where symbol.binding != .local && !symbol.name.isEmpty {
                if symbol.isUndefined {
                    undefined.insert(symbol.name)
                } else {
                    defined.insert(symbol.name)
                }
            }
            // The assembler gives calls and jumps PLT32, an address taken anything else.
            for section in image.sections where section.isAllocated {
                try image.forEachRelocation(of: section) { relocation in
                    if relocation.type != ELFImage.RelocationType.plt32 {
                        taken.insert(image.symbols[relocation.symbolIndex].name)
                    }
                }
            }
        }
        undefined.subtract(defined)
        return RuntimeSymbols(undefined: undefined, taken: taken.intersection(undefined))
    }

    // MARK: The module

    /// Links `<module>.ko` in `directory`, which holds `variant.o` (the extracted
    /// code) and `vmlinux-symbols.o` (absolute symbols) already.
    func link(
        module: String, tables: RuntimeTables, runtimeDirectory: FilePath, directory: FilePath
    ) async throws -> FilePath {
        try await runObjtool(directory.appending("variant.o"))
        for unit in try runtimeUnits() {
            try prebuilt("\(unit).o", from: runtimeDirectory, in: directory)
        }
        for header in try Files.list(runtimeDirectory)
        where header.hasSuffix(".h") || header.hasSuffix(".S") {
            try Files.copy(runtimeDirectory.appending(header), to: directory.appending(header))
        }
        try Files.write(tables.cSource.utf8, to: directory.appending("tables.c"))
        try Files.write(tables.scheduleHeader.utf8, to: directory.appending("schedule-frame.h"))
        try Files.write(tables.gateHeader.utf8, to: directory.appending("gate-sites.h"))
        for name in ["variant.o", "vmlinux-symbols.o"] { try stub(name, in: directory) }
        let objects =
            try (runtimeUnits() + sources(".S")).map { "\($0).o" }
            + ["tables.o", "variant.o", "vmlinux-symbols.o"]
        try Files.write(
            "obj-m := \(module).o\n\(module)-y := \(objects.joined(separator: " "))\nccflags-y := -I$(srctree)\n"
                .utf8,
            to: directory.appending("Kbuild"))
        let file = directory.appending("\(module).ko")
        if try await !buildQuickly(file, runtimeDirectory, in: directory) {
            try await make(directory, ["modules"]).runChecked(timeout: 300)
        }
        return file
    }

    /// The last that is done to the module's file; objtool and modpost have seen it as
    /// kbuild linked it.
    ///
    /// 1. What the runtime registers (keys.c) is hidden from the module loader.
    /// 2. Addresses of vmlinux are counted from the anchor.
    /// 3. Debug information goes, and the names of symbols that are no longer there.
    func finish(_ module: FilePath, anchor: KernelAnchor) async throws {
        let linked = FilePath(module.string + ".linked")
        try Files.rename(module, to: linked)
        let script = runtime.appending("keys.lds")
        try await Command(
            "ld",
            [
                "-r", "-m", "elf_x86_64", "-z", "noexecstack", "-T", script.string, "-o",
                module.string, linked.string,
            ]
        ).runChecked(timeout: 60)
        let bytes = try anchor.rebasing(Files.read(module), name: module.string)
        try Files.write(bytes, to: module)
        try await Command("strip", ["--strip-debug", module.string]).runChecked(timeout: 60)
    }

    /// Builds the module without kbuild's top makefile. Returns false when that did
    /// not work, as with a kernel whose makefiles are arranged otherwise: the whole
    /// of kbuild then builds it, or says what is wrong.
    private func buildQuickly(
        _ module: FilePath, _ runtimeDirectory: FilePath, in directory: FilePath
    ) async throws -> Bool {
        guard let environment = KbuildEnvironment(in: runtimeDirectory) else { return false }
        for command in environment.commands(buildingIn: directory, source: tree.source) {
            guard try await command.run(timeout: 300).isSuccess else { return false }
        }
        return Files.exists(module)
    }

    private func runObjtool(_ object: FilePath) async throws {
        let arguments = tree.compileCommands.values.first { !$0.objtool.isEmpty }?.objtool ?? []
        guard !arguments.isEmpty else { return }
        let tool = tree.source.appending("tools").appending("objtool").appending("objtool")
        let result = try await Command(tool.string, arguments + [object.string]).runChecked(
            timeout: 120)
        let warnings = result.errorText.split(separator: "\n").filter { $0.contains("warning:") }
        guard warnings.isEmpty else {
            throw SystemError.commandFailed(
                Command(tool.string, arguments + [object.string]), status: "warnings",
                log: warnings.joined(separator: "\n"))
        }
    }

    private func prebuilt(_ name: String, from source: FilePath, in directory: FilePath) throws {
        try Files.copy(source.appending(name), to: directory.appending(name))
        try stub(name, in: directory)
    }

    /// modpost wants to see how an object was made.
    private func stub(_ object: String, in directory: FilePath) throws {
        try Files.write(
            "# made by sched\n".utf8, to: directory.appending(".\(object).cmd"))
    }
}
