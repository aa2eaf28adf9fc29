// SPDX-License-Identifier: Apache-2.0
import ELF
import Support

/// Reads a kernel's debug vmlinux.
package enum FactsReader {
    /// The facts about kernel/sched and `extraFiles` (paths in the tree, such as
    /// a sidecar's `kernel/cgroup/cpuset.c`). Steps:
    ///
    /// 1. Symbols by address; build id.
    /// 2. Every unit's first debug entry; the whole of those units that compile
    ///    the files in question.
    /// 3. Functions and variables: debug entries joined with ELF symbols.
    /// 4. References to those functions from all code and data of the image.
    /// 5. Names of the whole image; places that the kernel rewrites.
    /// 6. Uses of those variables by all code and data of the image.
    ///
    /// The last three go over all of the image, side by side.
    ///
    /// - Throws: `FactsError`, `ELFError`.
    package static func read(
        _ image: KernelImage, release: KernelRelease, extraFiles: [String] = []
    ) async throws -> KernelFacts {
        guard image.elf.header.type != .relocatable else {
            throw FactsError.unsupported("a file that is not linked")
        }
        let buildID = try image.buildID()
        guard let textBase = image.symbols.labels["_text"] else {
            throw FactsError.missingSymbol("_text")
        }
        async let globals = offPool { GlobalNames(image.symbols).symbols }
        let (assembly, functions, variables) = try await offPool {
            let assembly = FactsAssembly(
                image: image.elf, index: image.symbols,
                debug: try DebugFacts(image, extraFiles: extraFiles))
            return (assembly, try assembly.functions(), assembly.variables())
        }
        async let references = offPool { try assembly.references(to: functions, variables) }
        async let patchSites = offPool { try assembly.patchSites(in: functions.listed) }
        async let uses = offPool { try assembly.uses(of: variables, functions) }
        return KernelFacts(
            release: release, buildID: buildID, textBase: textBase,
            functions: functions.listed, variables: variables,
            references: try await references, globals: try await globals,
            patchSites: try await patchSites, variableUses: try await uses)
    }
}
