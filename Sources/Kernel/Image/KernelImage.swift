// SPDX-License-Identifier: Apache-2.0
import ELF
import Support
import SystemPackage

/// A kernel's debug vmlinux, mapped once: everything that reads it takes this.
///
/// Symbols by address are there from the start, since every reader needs them.
/// The list of compilation units is made when it is first asked for.
package final class KernelImage: Sendable {
    let elf: ELFImage
    let symbols: SymbolIndex
    private let unitTable = Once<UnitTable>()
    private let unitCode = Once<UnitCode>()

    /// - Throws: `ELFError`, `SystemError`.
    package convenience init(_ path: FilePath) throws {
        self.init(try ELFImage(file: try MappedFile(path), name: path.string))
    }

    init(_ elf: ELFImage) {
        self.elf = elf
        symbols = SymbolIndex(elf)
    }

    /// - Throws: `FactsError.noBuildID`.
    package func buildID() throws(FactsError) -> BuildID {
        guard let hex = elf.buildID else { throw .noBuildID(file: elf.name) }
        return BuildID(hex: hex)
    }

    /// - Throws: `FactsError` where the debug information is missing or cannot be
    ///   read.
    func units() throws -> UnitTable {
        try unitTable { try withDebugSections { try UnitTable($0) } }
    }

    /// Which unit's code lies where.
    func code() throws -> UnitCode {
        try unitCode {
            let units = try units()
            return try withDebugSections { try UnitCode(units, $0) }
        }
    }

    /// Opens the sections of debug information; those that an image may lack are
    /// empty then.
    ///
    /// - Throws: `FactsError.missing`, `.unsupported`, and what `body` throws.
    func withDebugSections<Result>(_ body: (DwarfSections) throws -> Result) throws -> Result {
        let needed = [".debug_info", ".debug_abbrev", ".debug_line", ".debug_str"]
        for name in needed where elf.section(named: name) == nil {
            // `.zdebug_*` is the old way to compress them.
            if elf.section(named: ".z" + name.dropFirst()) != nil {
                throw FactsError.unsupported("compressed sections")
            }
            throw FactsError.missing(section: name, file: elf.name)
        }
        let all = needed + [".debug_line_str", ".debug_rnglists", ".debug_ranges"]
        return try withBytes(of: all[...], []) { bytes in
            try body(
                DwarfSections(
                    info: bytes[0], abbreviations: bytes[1], line: bytes[2], strings: bytes[3],
                    lineStrings: bytes[4], rangeLists: bytes[5], ranges: bytes[6]))
        }
    }

    /// Opens the named sections one inside the other.
    private func withBytes<Result>(
        of names: ArraySlice<String>, _ opened: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) throws -> Result
    ) throws -> Result {
        guard let name = names.first else { return try body(opened) }
        guard let section = elf.section(named: name) else {
            let none = UnsafeRawBufferPointer(start: nil, count: 0)
            return try withBytes(of: names.dropFirst(), opened + [none], body)
        }
        return try elf.withBytes(of: section) { bytes in
            try withBytes(of: names.dropFirst(), opened + [bytes], body)
        }
    }
}
