// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import RPM
import SourceFacts
import Support
import SystemPackage

/// Finds out which members of the scheduler's structs code touches that a
/// variant does not replace.
///
///  1. What was read of this kernel before is used again.
///  2. The scheduler's units are read.
///  3. From the structs found there: which text an access needs elsewhere.
///  4. grep finds the files with that text; those that belong to this kernel are
///     read too, and the units that include the scheduler's headers.
///  5. So is the runtime, which works on run queues with vmlinux's layout.
///  6. Each function stands on the side that the boundary gives it.
package struct MemberUseReader: Sendable {
    let kernel: PreparedKernel
    /// Directory of the runtime's sources.
    let runtime: FilePath
    let program: SourceFactsProgram
    let progress: Progress

    /// - Throws: `MemberUseError`, `KernelTreeError`, `SystemError`.
    package func read(boundary: Boundary) async throws -> [StructUse] {
        let source = try await sourceFacts()
        return StructUseAssembly(
            source: source, sides: FunctionSides(source, boundary, kernel.facts)
        ).structs
    }

    // MARK: Reading

    private func cacheFile() throws -> FilePath {
        var text =
            "\(SourceFactsRequest.currentSchema) \(kernel.facts.buildID.hex) \(try program.identity())"
        for unit in try runtimeUnits() { text += try SHA256.hex(of: unit) }
        return kernel.directory.members(SHA256.hex(of: text))
    }

    private func sourceFacts() async throws -> SourceFacts {
        let file = try cacheFile()
        if let known = CanonicalJSON.cached(SourceFacts.self, at: file) { return known }
        let facts = try await progress.stage(
            "members",
            detail: { (f: SourceFacts) in
                "\(f.structs.count) structs, \(f.functions.count) functions that touch them"
            }
        ) { try await parse(try await offPool { try kernel.unitList() }) }
        try Files.replace(file, with: CanonicalJSON.compact(facts))
        return facts
    }

    static let structFiles = ["kernel/sched/", MemberTokens.sharedHeader]

    private func parse(_ units: UnitList) async throws -> SourceFacts {
        let directory = try Files.makeTemporaryDirectory("prelude")
        defer { try? Files.remove(directory) }
        let inner = units.all.filter { Self.isScheduler($0) && $0.hasSuffix(".c") }.sorted()
        let known = try await kernel.commands(inner)
        let first = try await facts(of: known, inner, directory)
        let search = UnitSearch(
            source: kernel.directory.source, tokens: MemberTokens(first.structs))
        let others = Set(try await search.units(known: units.all))
            .union(units.withSchedulerHeaders)
            // What is not a unit there is part of one that was read.
            .filter { !Self.isScheduler($0) }.sorted()
        // All at once: it takes make a second to read its files.
        let found = try await kernel.commands(others, optional: true)
        let missing = others.filter { units.all.contains($0) && found[$0] == nil }
        guard missing.isEmpty else { throw MemberUseError.unitsUnknown(missing) }
        let compiled = others.filter { unit in
            units.all.contains(unit) || found[unit].map { Self.isCompiled(unit, $0) } == true
        }
        let second = try await facts(of: found, compiled, directory)
        let third = try await runtimeFacts(like: known)
        var merging = SourceFactsMerging()
        merging.add(first)
        merging.add(second)
        merging.add(third)
        return merging.facts
    }

    private static func isScheduler(_ file: String) -> Bool { file.hasPrefix("kernel/sched/") }

    /// A file that is no unit of vmlinux is part of a module, or one of those that
    /// kbuild compiles only to learn offsets for the assembler.
    private static func isCompiled(_ unit: String, _ command: CompileCommand) -> Bool {
        command.flags.contains("-DMODULE") || unit.hasSuffix("/asm-offsets.c")
            || unit == "kernel/bounds.c"
    }

    private func facts(
        of commands: [String: CompileCommand], _ units: [String], _ preludes: FilePath
    ) async throws -> SourceFacts {
        if units.isEmpty { return SourceFacts(structs: [], functions: []) }
        let request = SourceFactsRequest(
            units: units.compactMap { unit in
                commands[unit].map { .init(path: unit, flags: ClangArguments.from($0.flags)) }
            }, structFiles: Self.structFiles, prelude: ClangArguments.prelude,
            preludeDirectory: preludes.string)
        return try await program.read(request, in: kernel.directory.source)
    }
}
