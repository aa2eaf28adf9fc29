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
    /// - Throws: `FactsError`, `ELFError`.
    package static func read(
        _ image: KernelImage, release: KernelRelease, extraFiles: [String] = []
    ) throws -> KernelFacts {
        guard image.elf.header.type != .relocatable else {
            throw FactsError.unsupported("a file that is not linked")
        }
        let buildID = try image.buildID()
        guard let textBase = image.symbols.labels["_text"] else {
            throw FactsError.missingSymbol("_text")
        }
        let debug = try DebugFacts(image, extraFiles: extraFiles)
        let assembly = FactsAssembly(image: image.elf, index: image.symbols, debug: debug)
        let functions = try assembly.functions()
        let variables = assembly.variables()
        return KernelFacts(
            release: release, buildID: buildID, textBase: textBase,
            functions: functions.listed, variables: variables,
            references: try assembly.references(to: functions, variables),
            globals: GlobalNames(image.symbols).symbols,
            patchSites: try assembly.patchSites(in: functions.listed),
            variableUses: try assembly.uses(of: variables, functions))
    }
}
