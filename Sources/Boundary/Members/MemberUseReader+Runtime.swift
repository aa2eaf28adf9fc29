// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support
import SystemPackage

extension MemberUseReader {
    static let sample = "kernel/sched/core.c"

    /// Those that know the scheduler's structs.
    func runtimeUnits() throws -> [FilePath] {
        try Files.list(runtime).filter { $0.hasSuffix(".c") }.map { runtime.appending($0) }
            .filter { try Files.readText($0).contains("kernel/sched/sched.h\"") }
    }

    /// They are compiled as modules are, with the tree's root among the directories
    /// of headers. Their files are named `runtime/…`.
    func runtimeFacts(like known: [String: CompileCommand]) async throws -> SourceFacts {
        let flags = ClangArguments.from(known[Self.sample]?.flags ?? []) + ["-I.", "-DMODULE"]
        let units = try runtimeUnits().map {
            SourceFactsRequest.Unit(path: $0.string, flags: flags)
        }
        var facts = try await program.read(
            SourceFactsRequest(units: units, structFiles: Self.structFiles),
            in: kernel.directory.source)
        let prefix = runtime.string + "/"
        for index in facts.functions.indices {
            let file = facts.functions[index].file
            guard file.hasPrefix(prefix) else { continue }
            facts.functions[index].file =
                FunctionSides.runtimeDirectory + file.dropFirst(prefix.count)
        }
        return facts
    }
}
