// SPDX-License-Identifier: Apache-2.0

extension ELFImage {
    /// An entry of .symtab (Elf64_Sym) with its name.
    package struct Symbol: Sendable, Equatable {
        /// STB_…: who sees the symbol.
        package enum Binding: UInt8, Sendable {
            case local = 0
            case global = 1
            case weak = 2
            /// STB_GNU_UNIQUE and whatever else the 4 bits may say.
            case other = 10
        }
        /// STT_…: what the symbol names.
        package enum Kind: UInt8, Sendable {
            case none = 0
            case object = 1
            case function = 2
            case section = 3
            case file = 4
            case common = 5
            case threadLocal = 6
            case other = 10
        }
        /// STV_…, of st_other.
        package enum Visibility: UInt8, Sendable {
            case `default` = 0
            case `internal` = 1
            case hidden = 2
            case protected = 3
        }

        /// In SHT_SYMTAB.
        package var index: Int
        /// Empty for section symbols.
        package var name: String
        /// An address in a linked image, an offset in a section of an object.
        package var value: UInt64
        /// In bytes; 0 when it is not known.
        package var size: UInt64
        /// STB_….
        package var binding: Binding
        /// STT_….
        package var type: Kind
        /// STV_….
        package var visibility: Visibility
        /// The section's index, or one of the `SectionIndex` values.
        package var sectionIndex: Int

        /// SHN_UNDEF: another object defines it.
        package var isUndefined: Bool { sectionIndex == SectionIndex.undefined }
        /// SHN_ABS: the value is no address of a section.
        package var isAbsolute: Bool { sectionIndex == SectionIndex.absolute }
        /// SHN_COMMON: the linker makes room for it.
        package var isCommon: Bool { sectionIndex == SectionIndex.common }
        /// Whether it belongs to a section of the file.
        package var isInSection: Bool { sectionIndex > 0 }
    }

    /// Special values of `Symbol.sectionIndex`. The reserved ones are negative
    /// here, since a file may have more than 0xff00 sections.
    package enum SectionIndex {
        /// SHN_UNDEF.
        package static let undefined = 0
        /// SHN_ABS, as a signed 16-bit number.
        package static let absolute = -0xf
        /// SHN_COMMON, as a signed 16-bit number.
        package static let common = -0xe
    }
}

extension ELFImage.Symbol {
    static let entrySize = 24

    static func readAll(
        _ file: ELFBytes, _ sections: [ELFImage.Section]
    ) throws(ELFError.Reason) -> [ELFImage.Symbol] {
        typealias Kind = ELFImage.SectionType
        guard let table = sections.first(where: { $0.type == Kind.symbolTable }) else { return [] }
        guard table.entrySize == UInt64(entrySize), table.size % UInt64(entrySize) == 0 else {
            throw .malformed("symbol table of \(table.size) bytes, \(table.entrySize) an entry")
        }
        guard table.link < sections.count, sections[table.link].type == Kind.stringTable else {
            throw .malformed("the symbol table's strings are section \(table.link)")
        }
        let strings = try file.slice(
            "symbol names", sections[table.link].offset, sections[table.link].size)
        let bytes = try file.slice("the symbol table", table.offset, table.size)
        let extended = sections.first {
            $0.type == Kind.extendedIndices && $0.link == table.index
        }
        let indices = try extended.map { section throws(ELFError.Reason) in
            try file.slice("extended section indices", section.offset, section.size)
        }
        var symbols: [ELFImage.Symbol] = []
        symbols.reserveCapacity(bytes.raw.count / entrySize)
        for index in 0..<bytes.raw.count / entrySize {
            let symbol = try ELFImage.Symbol(index, bytes, strings: strings, indices)
            guard symbol.sectionIndex < sections.count else {
                throw .malformed("symbol \(index) is in section \(symbol.sectionIndex)")
            }
            symbols.append(symbol)
        }
        return symbols
    }

    private init(
        _ index: Int, _ table: ELFBytes, strings: ELFBytes, _ extended: ELFBytes?
    ) throws(ELFError.Reason) {
        let base = index * Self.entrySize
        let nameOffset = Int(try table.load(UInt32.self, at: base))
        let info = try table.load(UInt8.self, at: base + 4)
        self.index = index
        name = nameOffset == 0 ? "" : try strings.string("a symbol's name", at: nameOffset)
        binding = Binding(rawValue: info >> 4) ?? .other
        type = Kind(rawValue: info & 15) ?? .other
        visibility = Visibility(rawValue: try table.load(UInt8.self, at: base + 5) & 3)!
        value = try table.load(UInt64.self, at: base + 8)
        size = try table.load(UInt64.self, at: base + 16)
        let short = try table.load(UInt16.self, at: base + 6)
        if short == 0xffff {
            guard let extended else {
                throw .malformed("symbol \(index) needs extended section indices")
            }
            sectionIndex = Int(try extended.load(UInt32.self, at: index * 4))
        } else {
            sectionIndex = short >= 0xff00 ? Int(short) - 0x10000 : Int(short)
        }
    }
}
