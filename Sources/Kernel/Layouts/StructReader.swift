// SPDX-License-Identifier: Apache-2.0
//
// Where layouts are read from:
//   vmlinux     .debug_* of a linked image, nothing left to relocate
//   an object   made with -flto: gcc then writes the types of a unit before it
//               makes code, which costs a third of a compilation. Its sections
//               are .gnu.debuglto_.debug_*, those of an object with code are
//               .debug_*. Offsets into other sections are relocations
//               R_X86_64_32 against section symbols (value 0) and are written
//               in here, addend by addend; addresses (R_X86_64_64) stay zero.
import ELF

/// Reads struct layouts from debug information.
package enum StructReader {
    /// All structs of `files` in an object that was compiled with `-gdwarf-5`,
    /// with or without `-flto -fno-fat-lto-objects`.
    ///
    /// - Throws: `FactsError`, `ELFError`.
    package static func layouts(
        object bytes: [UInt8], named name: String, declaredIn files: Set<String>
    ) throws -> [String: StructLayout] {
        try withReaders(object: bytes, named: name) { try $0.layouts(declaredIn: files) }
            .reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }

    /// What `body` makes of each unit of such an object.
    static func withReaders<Result>(
        object bytes: [UInt8], named name: String, _ body: (LayoutReader) throws -> Result
    ) throws -> [Result] {
        let image = try ELFImage(bytes: bytes, name: name)
        let kinds = [
            ".debug_info", ".debug_abbrev", ".debug_line", ".debug_str", ".debug_line_str",
        ]
        let isEarly = image.section(named: ".gnu.debuglto_.debug_info") != nil
        let contents = try kinds.map {
            try relocated(image, isEarly ? ".gnu.debuglto_" + $0 : $0)
        }
        guard !contents[0].isEmpty else {
            throw FactsError.missing(section: ".debug_info", file: name)
        }
        return try withBytes(contents[...], []) { parts in
            let none = UnsafeRawBufferPointer(start: nil, count: 0)
            let sections = DwarfSections(
                info: parts[0], abbreviations: parts[1], line: parts[2], strings: parts[3],
                lineStrings: parts[4], rangeLists: none, ranges: none)
            return try DwarfUnit.readAll(sections).map { header in
                let directories =
                    try header.compilationDirectory.map { [try sections.text($0)] } ?? []
                let paths = SourcePaths(directories: Set(directories), names: [])
                return try body(try LayoutReader(sections, header, paths))
            }
        }
    }

    static func relocated(_ image: ELFImage, _ name: String) throws -> [UInt8] {
        guard let section = image.section(named: name) else { return [] }
        var bytes = try image.contents(of: section)
        for relocation in try image.relocations(for: section) {
            if relocation.type == ELFImage.RelocationType.absolute64 { continue }
            let place = Int(relocation.offset)
            let symbol = image.symbols[relocation.symbolIndex]
            guard relocation.type == ELFImage.RelocationType.absolute32, place + 4 <= bytes.count
            else {
                throw FactsError.unsupported("relocation type \(relocation.type) in \(name)")
            }
            let value = UInt32(
                truncatingIfNeeded: Int64(bitPattern: symbol.value) + relocation.addend)
            for byte in 0..<4 {
                bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte))
            }
        }
        return bytes
    }

    static func withBytes<Result>(
        _ contents: ArraySlice<[UInt8]>, _ opened: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) throws -> Result
    ) throws -> Result {
        guard let next = contents.first else { return try body(opened) }
        return try next.withUnsafeBytes {
            try withBytes(contents.dropFirst(), opened + [$0], body)
        }
    }
}

extension PreparedKernel {
    /// Structs of `files` that code outside the unit can hold objects of, as
    /// vmlinux has them.
    ///
    /// - Parameters:
    ///   - unit: compilation unit, such as `kernel/sched/fair.c`.
    ///   - files: the files that may declare them, relative to the tree.
    ///   - crossing: functions of the unit that other code calls or that call
    ///     other code with the unit's objects.
    ///   - owned: variables that a variant has for itself.
    /// - Throws: `FactsError`, `ELFError`.
    package func sharedStructs(
        unit: String, declaredIn files: Set<String>, crossing: Set<String>,
        private owned: Set<String>
    ) throws -> [String: StructLayout] {
        try image.withLayouts(of: unit) { reader in
            let names = try reader.shared(crossing: crossing, private: owned)
            return try reader.layouts(declaredIn: files).filter { names.contains($0.key) }
        }
    }
}

extension KernelImage {
    /// - Throws: `FactsError.missingUnit`, and what `body` throws.
    func withLayouts<Result>(
        of unit: String, _ body: (LayoutReader) throws -> Result
    ) throws -> Result {
        let units = try units()
        guard let header = units.header(named: unit) else {
            throw FactsError.missingUnit(unit, file: elf.name)
        }
        return try withDebugSections { sections in
            try body(try LayoutReader(sections, header, units.paths))
        }
    }
}
