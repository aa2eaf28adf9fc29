// SPDX-License-Identifier: Apache-2.0
import ELF
import Manifest
import Support
import SystemPackage

/// Reads a kernel's debug vmlinux.
package enum FactsReader {
    /// The facts about kernel/sched and `extraFiles` (paths in the tree, such as
    /// a sidecar's `kernel/cgroup/cpuset.c`). Steps:
    ///
    /// 1. Map the file; symbols by address; build id.
    /// 2. Every unit's first debug entry; the whole of those units that compile
    ///    the files in question.
    /// 3. Functions and variables: debug entries joined with ELF symbols.
    /// 4. References to those functions from all code and data of the image.
    /// 5. Names of the whole image; places that the kernel rewrites.
    /// 6. Uses of those variables by all code and data of the image.
    ///
    /// - Throws: `FactsError`, `ELFError`, `SystemError`.
    package static func read(
        vmlinux path: FilePath, release: KernelRelease, extraFiles: [String] = []
    ) throws -> KernelFacts {
        let name = path.lastComponent?.string ?? path.string
        return try read(
            ELFImage(file: try MappedFile(path), name: name), release: release,
            extraFiles: extraFiles)
    }

    static func read(
        _ image: ELFImage, release: KernelRelease, extraFiles: [String]
    ) throws -> KernelFacts {
        guard image.header.type != .relocatable else {
            throw FactsError.unsupported("a file that is not linked")
        }
        guard let buildID = image.buildID else { throw FactsError.noBuildID(file: image.name) }
        let index = SymbolIndex(image)
        guard let textBase = index.labels["_text"] else {
            throw FactsError.missingSymbol("_text")
        }
        let debug = try DebugFacts(image, extraFiles: extraFiles)
        let assembly = FactsAssembly(image: image, index: index, debug: debug)
        let functions = try assembly.functions()
        let variables = assembly.variables()
        return KernelFacts(
            release: release, buildID: BuildID(hex: buildID), textBase: textBase,
            functions: functions.listed, variables: variables,
            references: try assembly.references(to: functions, variables),
            globals: GlobalNames(index).symbols,
            patchSites: try assembly.patchSites(in: functions.listed),
            variableUses: try assembly.uses(of: variables, functions))
    }
}
