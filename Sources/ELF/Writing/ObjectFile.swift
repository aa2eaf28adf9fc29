// SPDX-License-Identifier: Apache-2.0

/// A relocatable ELF64 object for x86-64 (ET_REL) as a value. Indexes count
/// from 0 and mean positions in `sections` and `symbols`, not ELF's own
/// indexes: the null entries, `.symtab`, `.strtab`, `.shstrtab` and the
/// `.rela.*` sections are made by `ObjectWriter`.
package struct ObjectFile: Sendable, Hashable {
    /// In the order in which they are written.
    package var sections: [Section]
    /// Local and global ones in any order; the writer sorts them.
    package var symbols: [Symbol]

    package init(sections: [Section] = [], symbols: [Symbol] = []) {
        self.sections = sections
        self.symbols = symbols
    }

    /// A section with its bytes and relocations.
    package struct Section: Sendable, Hashable {
        /// As in the string table.
        package var name: String
        /// SHT_* of elf.h: 1 PROGBITS, 7 NOTE, 8 NOBITS, …
        package var type: UInt32
        /// SHF_* of elf.h: 1 WRITE, 2 ALLOC, 4 EXECINSTR, 0x80 LINK_ORDER, …
        package var flags: UInt64
        /// In bytes, a power of two.
        package var alignment: UInt64
        /// In bytes; 0 when the section has no entries of one size.
        package var entrySize: UInt64
        /// Its content; empty for SHT_NOBITS.
        package var bytes: [UInt8]
        /// In bytes; that of `bytes`, unless the section is NOBITS.
        package var size: Int
        /// Places in `bytes` that the linker fills.
        package var relocations: [Relocation]
        /// Index in `sections` of the section that sh_link names (SHF_LINK_ORDER).
        package var link: Int?
        /// sh_info, as it stands.
        package var info: UInt32

        /// The defaults make an empty SHT_PROGBITS section.
        ///
        /// - Parameter size: nil for the count of `bytes`; SHT_NOBITS needs it.
        package init(
            name: String, type: UInt32 = 1, flags: UInt64 = 0, alignment: UInt64 = 1,
            entrySize: UInt64 = 0, bytes: [UInt8] = [], size: Int? = nil,
            relocations: [Relocation] = [], link: Int? = nil, info: UInt32 = 0
        ) {
            self.name = name
            self.type = type
            self.flags = flags
            self.alignment = alignment
            self.entrySize = entrySize
            self.bytes = bytes
            self.size = size ?? bytes.count
            self.relocations = relocations
            self.link = link
            self.info = info
        }
    }

    /// A place in a section that the linker fills.
    package struct Relocation: Sendable, Hashable {
        /// In bytes from the start of the section that the relocation changes.
        package var offset: UInt64
        /// R_X86_64_* of elf.h: 1 64, 2 PC32, 4 PLT32, 11 32S, …
        package var type: UInt32
        /// Index in `symbols`.
        package var symbol: Int
        /// Added to the symbol's value, in bytes.
        package var addend: Int64

        package init(offset: UInt64, type: UInt32, symbol: Int, addend: Int64) {
            self.offset = offset
            self.type = type
            self.symbol = symbol
            self.addend = addend
        }
    }

    /// A name for a place in a section, or for something elsewhere.
    package struct Symbol: Sendable, Hashable {
        /// Raw values are STB_* of elf.h.
        package enum Binding: UInt8, Sendable, CaseIterable { case local, global, weak }
        /// Raw values are STT_* of elf.h.
        package enum Kind: UInt8, Sendable, CaseIterable {
            case none, object, function, section, file
        }
        /// Raw values are STV_* of elf.h.
        package enum Visibility: UInt8, Sendable, CaseIterable {
            case `default`, `internal`, hidden, protected
        }
        /// Where the symbol is defined.
        package enum Place: Sendable, Hashable {
            case undefined, absolute
            /// Index in `sections`; the value is an offset in that section.
            case section(Int)
            /// The value is the alignment in bytes.
            case common
        }

        /// Not written for a section symbol, which has its section's name.
        package var name: String
        /// Offset in its section, or the absolute value.
        package var value: UInt64
        /// In bytes.
        package var size: UInt64
        /// STB_….
        package var binding: Binding
        /// STT_….
        package var type: Kind
        /// STV_….
        package var visibility: Visibility
        /// Where it is defined.
        package var place: Place

        /// The defaults make a local symbol that is defined nowhere; a reference to another
        /// object needs `.global`.
        package init(
            name: String, value: UInt64 = 0, size: UInt64 = 0, binding: Binding = .local,
            type: Kind = .none, visibility: Visibility = .default, place: Place = .undefined
        ) {
            self.name = name
            self.value = value
            self.size = size
            self.binding = binding
            self.type = type
            self.visibility = visibility
            self.place = place
        }
    }
}
