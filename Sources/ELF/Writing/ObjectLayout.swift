// SPDX-License-Identifier: Apache-2.0
internal import CElf

/// The sections of an object in ELF's own terms, in file order:
/// the null section, each section of the object followed by its `.rela`, then
/// `.symtab`, `.strtab`, `.shstrtab`. File offsets are left to libelf.
struct ObjectLayout {
    struct Entry {
        var header: Elf64_Shdr
        var content: Content
    }

    enum Content {
        case bytes([UInt8])
        /// NOBITS: no bytes in the file.
        case room(Int)
        case symbols([Elf64_Sym])
        case relocations([Elf64_Rela])
    }

    /// Without the null section.
    private(set) var entries: [Entry] = []
    private(set) var nameTableIndex = 0
    private var names = StringTable()

    /// 1. places the sections, 2. orders the symbols (locals first), 3. adds the
    /// sections and their relocations, 4. adds the tables.
    init(_ object: ObjectFile) throws(ELFWriterError) {
        try object.validate()
        var indexes: [Int] = []
        var next = 1
        for section in object.sections {
            indexes.append(next)
            next += section.relocations.isEmpty ? 1 : 2
        }
        let symbolTableIndex = next
        guard symbolTableIndex + 2 < Int(SHN_LORESERVE) else {
            throw .invalidObject(reason: "\(symbolTableIndex) sections, more than ELF can number")
        }
        let table = SymbolTable(object.symbols, sectionIndexes: indexes)
        for (section, index) in zip(object.sections, indexes) {
            add(section, link: section.link.map { indexes[$0] } ?? 0)
            if section.relocations.isEmpty { continue }
            addRelocations(of: section, at: index, symbols: table, table: symbolTableIndex)
        }
        addTables(table)
    }

    private mutating func add(_ section: ObjectFile.Section, link: Int) {
        var header = Elf64_Shdr()
        header.sh_type = section.type
        header.sh_flags = section.flags
        header.sh_addralign = section.alignment
        header.sh_entsize = section.entrySize
        header.sh_link = UInt32(link)
        header.sh_info = section.info
        let isRoom = section.type == UInt32(SHT_NOBITS)
        append(section.name, header, isRoom ? .room(section.size) : .bytes(section.bytes))
    }

    private mutating func addRelocations(
        of section: ObjectFile.Section, at index: Int, symbols: SymbolTable, table: Int
    ) {
        var header = Elf64_Shdr()
        header.sh_type = UInt32(SHT_RELA)
        header.sh_flags = UInt64(SHF_INFO_LINK)
        header.sh_addralign = 8
        header.sh_entsize = UInt64(MemoryLayout<Elf64_Rela>.size)
        header.sh_link = UInt32(table)
        header.sh_info = UInt32(index)
        let list = section.relocations.map { relocation in
            Elf64_Rela(
                r_offset: relocation.offset,
                r_info: UInt64(symbols.positions[relocation.symbol]) << 32
                    | UInt64(relocation.type),
                r_addend: relocation.addend)
        }
        append(".rela" + section.name, header, .relocations(list))
    }

    private mutating func addTables(_ table: SymbolTable) {
        var header = Elf64_Shdr()
        header.sh_type = UInt32(SHT_SYMTAB)
        header.sh_addralign = 8
        header.sh_entsize = UInt64(MemoryLayout<Elf64_Sym>.size)
        header.sh_link = UInt32(entries.count + 2)
        header.sh_info = UInt32(table.localCount)
        append(".symtab", header, .symbols(table.symbols))

        var strings = Elf64_Shdr()
        strings.sh_type = UInt32(SHT_STRTAB)
        strings.sh_addralign = 1
        append(".strtab", strings, .bytes(table.names.bytes))
        strings.sh_name = names.insert(".shstrtab")
        entries.append(Entry(header: strings, content: .bytes(names.bytes)))
        nameTableIndex = entries.count
    }

    private mutating func append(_ name: String, _ header: Elf64_Shdr, _ content: Content) {
        var header = header
        header.sh_name = names.insert(name)
        entries.append(Entry(header: header, content: content))
    }
}

/// The symbols in file order, with where each symbol of the object went.
struct SymbolTable {
    /// With the null symbol; locals first, as sh_info demands.
    private(set) var symbols = [Elf64_Sym()]
    private(set) var names = StringTable()
    /// Index in `symbols` for each index in `ObjectFile.symbols`.
    private(set) var positions: [Int]
    /// Number of local symbols, the null symbol included: sh_info.
    private(set) var localCount = 0

    init(_ list: [ObjectFile.Symbol], sectionIndexes: [Int]) {
        positions = [Int](repeating: 0, count: list.count)
        let locals = list.indices.filter { list[$0].binding == .local }
        let others = list.indices.filter { list[$0].binding != .local }
        localCount = locals.count + 1
        for index in locals + others {
            positions[index] = symbols.count
            append(list[index], sectionIndexes)
        }
    }

    private mutating func append(_ symbol: ObjectFile.Symbol, _ sectionIndexes: [Int]) {
        var entry = Elf64_Sym()
        entry.st_name = symbol.type == .section ? 0 : names.insert(symbol.name)
        entry.st_info = symbol.binding.rawValue << 4 | symbol.type.rawValue
        entry.st_other = symbol.visibility.rawValue
        entry.st_value = symbol.value
        entry.st_size = symbol.size
        entry.st_shndx =
            switch symbol.place {
            case .undefined: UInt16(SHN_UNDEF)
            case .absolute: UInt16(SHN_ABS)
            case .common: UInt16(SHN_COMMON)
            case .section(let index): UInt16(sectionIndexes[index])
            }
        symbols.append(entry)
    }
}
