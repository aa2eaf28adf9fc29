// SPDX-License-Identifier: Apache-2.0
//
// ELF64 (System V gABI 4.1, chapter 4; x86-64 psABI), little-endian:
//
//   0      ELF header, 64 bytes: magic, class, data, …, e_type at 16,
//          e_machine 18, e_entry 24, e_shoff 40, e_shentsize 58, e_shnum 60,
//          e_shstrndx 62
//   …      the sections' bytes, in any order
//   shoff  section headers, 64 bytes each: name 0 (offset in .shstrtab), type 4,
//          flags 8, addr 16, offset 24, size 32, link 40, info 44, addralign 48,
//          entsize 56
//
// Header 0 is empty; when there are 0xff00 sections or more its sh_size is their
// number and its sh_link the index of .shstrtab.
//
//   SHT_SYMTAB  24 bytes an entry: name 0, info 4 (binding << 4 | type), other 5,
//               shndx 6, value 8, size 16. shndx 0xffff means: see the entry of
//               the same number in SHT_SYMTAB_SHNDX (u32 each).
//   SHT_RELA    24 bytes an entry: offset 0, info 8 (symbol << 32 | type),
//               addend 16. sh_info is the section it applies to.
//   SHT_NOTE    see ELFNotes.swift
//
// In a relocatable object symbol values and relocation offsets count from the
// start of their section. In a linked image they are virtual addresses.
import Support

/// An ELF64 file for x86-64: a linked vmlinux (mapped, hundreds of megabytes) or
/// a relocatable object. Headers, symbols and every section's bounds are checked
/// when it is opened; contents are read where they lie.
package final class ELFImage: Sendable {
    /// What messages call the file.
    package let name: String
    /// The ELF header.
    package let header: Header
    /// All sections, by index; the first is empty.
    package let sections: [Section]
    /// Entries of SHT_SYMTAB in file order, the empty first one included, so
    /// that an index is what relocations mean. Empty in a stripped file.
    package let symbols: [Symbol]
    let storage: ELFStorage

    /// - Throws: `ELFError`.
    package convenience init(file: MappedFile, name: String = "ELF file") throws(ELFError) {
        try self.init(storage: .mapped(file), name: name)
    }

    /// - Throws: `ELFError`.
    package convenience init(bytes: [UInt8], name: String = "ELF file") throws(ELFError) {
        try self.init(storage: .bytes(bytes), name: name)
    }

    private init(storage: ELFStorage, name: String) throws(ELFError) {
        do {
            (header, sections, symbols) = try storage.parse {
                file throws(ELFError.Reason) in
                let header = try Header(file)
                let sections = try Section.readAll(file, header)
                return (header, sections, try Symbol.readAll(file, sections))
            }
        } catch {
            throw ELFError(file: name, reason: error)
        }
        self.name = name
        self.storage = storage
    }

    /// What the ELF header (Elf64_Ehdr) says.
    package struct Header: Sendable, Equatable {
        /// ET_…: what the file is.
        package enum Kind: UInt16, Sendable {
            case relocatable = 1
            case executable = 2
            case shared = 3
            case core = 4
        }
        /// ET_….
        package var type: Kind
        /// EM_X86_64 = 62; no other is read.
        package var machine: UInt16
        /// Where execution begins; 0 in objects.
        package var entry: UInt64
        var sectionOffset: UInt64
        var sectionCount: UInt16
        var sectionNames: UInt16
    }
}

extension ELFImage.Header {
    static let size = 64
    static let amd64: UInt16 = 62

    init(_ file: ELFBytes) throws(ELFError.Reason) {
        guard file.raw.count >= 4, file.raw.prefix(4).elementsEqual([0x7f, 0x45, 0x4c, 0x46])
        else { throw .notELF }
        let bytes = try file.slice("the ELF header", 0, UInt64(Self.size))
        guard bytes.raw[4] == 2 else { throw .unsupported("a 32-bit ELF file") }
        guard bytes.raw[5] == 1 else { throw .unsupported("a big-endian ELF file") }
        machine = try bytes.load(UInt16.self, at: 18)
        guard machine == Self.amd64 else {
            throw .unsupported("ELF machine \(machine) (only x86-64, 62)")
        }
        let kind = try bytes.load(UInt16.self, at: 16)
        guard let type = Kind(rawValue: kind) else { throw .malformed("e_type \(kind)") }
        self.type = type
        entry = try bytes.load(UInt64.self, at: 24)
        sectionOffset = try bytes.load(UInt64.self, at: 40)
        sectionCount = try bytes.load(UInt16.self, at: 60)
        sectionNames = try bytes.load(UInt16.self, at: 62)
        let entrySize = try bytes.load(UInt16.self, at: 58)
        guard sectionOffset == 0 || entrySize == 64 else {
            throw .malformed("section headers of \(entrySize) bytes")
        }
    }
}
