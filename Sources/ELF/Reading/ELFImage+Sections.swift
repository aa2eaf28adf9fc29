// SPDX-License-Identifier: Apache-2.0

extension ELFImage {
    /// A section header (Elf64_Shdr) with its name.
    package struct Section: Sendable, Equatable {
        /// Its place in the section header table.
        package var index: Int
        /// As .shstrtab has it.
        package var name: String
        /// SHT_…: one of `SectionType`.
        package var type: UInt32
        /// SHF_…, as a set of bits.
        package var flags: UInt64
        /// Where it is linked; 0 in a relocatable object.
        package var address: UInt64
        /// In the file.
        package var offset: UInt64
        /// In memory; the file has none of it when `type` is SHT_NOBITS.
        package var size: UInt64
        /// sh_link: for symbols and relocations the index of another section.
        package var link: Int
        /// sh_info: for relocations the section that they apply to.
        package var info: Int
        /// In bytes; 0 and 1 mean none.
        package var alignment: UInt64
        /// Bytes of one entry of a table, else 0.
        package var entrySize: UInt64

        /// SHF_ALLOC: it is in memory at run time.
        package var isAllocated: Bool { flags & 2 != 0 }
        /// SHF_WRITE.
        package var isWritable: Bool { flags & 1 != 0 }
        /// SHF_EXECINSTR.
        package var isExecutable: Bool { flags & 4 != 0 }
        /// SHF_COMPRESSED, or the older name `.zdebug_…`.
        package var isCompressed: Bool { flags & 0x800 != 0 || name.hasPrefix(".zdebug") }
        /// It takes memory but no bytes of the file.
        package var isEmptyInFile: Bool { type == SectionType.noBits }
        /// The address behind its last byte.
        package var endAddress: UInt64 { address &+ size }
    }

    /// Values of `Section.type` (gABI, figure 4-9).
    package enum SectionType {
        /// SHT_PROGBITS.
        package static let programBits: UInt32 = 1
        /// SHT_SYMTAB.
        package static let symbolTable: UInt32 = 2
        /// SHT_STRTAB.
        package static let stringTable: UInt32 = 3
        /// SHT_RELA.
        package static let rela: UInt32 = 4
        /// SHT_NOTE.
        package static let note: UInt32 = 7
        /// SHT_NOBITS: it takes no bytes of the file.
        package static let noBits: UInt32 = 8
        /// SHT_REL.
        package static let rel: UInt32 = 9
        /// SHT_SYMTAB_SHNDX.
        package static let extendedIndices: UInt32 = 18
    }

    /// The first section of that name.
    package func section(named name: String) -> Section? {
        sections.first { $0.name == name }
    }

    /// Gives `body` the section's bytes in place; they may not leave it. A
    /// SHT_NOBITS section has none.
    ///
    /// - Throws: `ELFError` for a compressed section, and what `body` throws.
    package func withBytes<Result>(
        of section: Section, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try refuseCompressed(section)
        return try storage.withUnsafeBytes { raw in
            guard !section.isEmptyInFile else {
                return try body(UnsafeRawBufferPointer(start: nil, count: 0))
            }
            let range = Int(section.offset)..<Int(section.offset + section.size)
            return try body(UnsafeRawBufferPointer(rebasing: raw[range]))
        }
    }

    /// A copy of the section's bytes.
    package func contents(of section: Section) throws(ELFError) -> [UInt8] {
        try refuseCompressed(section)
        guard !section.isEmptyInFile else { return [] }
        return storage.withUnsafeBytes {
            Array($0[Int(section.offset)..<Int(section.offset + section.size)])
        }
    }

    private func refuseCompressed(_ section: Section) throws(ELFError) {
        guard section.isCompressed else { return }
        throw ELFError(
            file: name, reason: .unsupported("the compressed section \(section.name)"))
    }

    /// Bytes of a linked image by virtual address, from one section; zeros where
    /// the section has none in the file (`.bss`).
    package func read(virtualAddress: UInt64, count: Int) throws(ELFError) -> [UInt8] {
        let holder = sections.first { section in
            section.isAllocated && section.address <= virtualAddress
                && virtualAddress - section.address < section.size
                && UInt64(max(0, count)) <= section.size - (virtualAddress - section.address)
        }
        guard header.type != .relocatable, count >= 0, let holder else {
            throw ELFError(
                file: name, reason: .unmapped(address: virtualAddress, count: count))
        }
        if holder.isEmptyInFile { return [UInt8](repeating: 0, count: count) }
        let start = Int(holder.offset + (virtualAddress - holder.address))
        return storage.withUnsafeBytes { Array($0[start..<start + count]) }
    }
}

extension ELFImage.Section {
    static let headerSize = 64

    /// Every section header, with names, each section's bytes inside the file.
    static func readAll(
        _ file: ELFBytes, _ header: ELFImage.Header
    ) throws(ELFError.Reason) -> [ELFImage.Section] {
        guard header.sectionOffset != 0 else { return [] }
        let first = try file.slice("section header 0", header.sectionOffset, UInt64(headerSize))
        let count =
            header.sectionCount != 0
            ? UInt64(header.sectionCount) : try first.load(UInt64.self, at: 32)
        guard count <= UInt64(file.raw.count / headerSize) else {
            throw .malformed("\(count) section headers in a file of \(file.raw.count) bytes")
        }
        let table = try file.slice(
            "the section header table", header.sectionOffset, count * UInt64(headerSize))
        let names =
            header.sectionNames != 0xffff
            ? Int(header.sectionNames) : Int(try first.load(UInt32.self, at: 40))
        guard names < count else { throw .malformed("e_shstrndx \(names) of \(count) sections") }
        let nameTable = try bytes(of: names, in: table, file)
        var sections: [ELFImage.Section] = []
        sections.reserveCapacity(Int(count))
        for index in 0..<Int(count) {
            sections.append(try ELFImage.Section(index, table, names: nameTable, file))
        }
        return sections
    }

    private static func bytes(
        of index: Int, in table: ELFBytes, _ file: ELFBytes
    ) throws(ELFError.Reason) -> ELFBytes {
        let base = index * headerSize
        return try file.slice(
            "section \(index)", try table.load(UInt64.self, at: base + 24),
            try table.load(UInt64.self, at: base + 32))
    }

    private init(
        _ index: Int, _ table: ELFBytes, names: ELFBytes, _ file: ELFBytes
    ) throws(ELFError.Reason) {
        let base = index * Self.headerSize
        let nameOffset = Int(try table.load(UInt32.self, at: base))
        self.index = index
        type = try table.load(UInt32.self, at: base + 4)
        name =
            index == 0 ? "" : try names.string("the name of section \(index)", at: nameOffset)
        flags = try table.load(UInt64.self, at: base + 8)
        address = try table.load(UInt64.self, at: base + 16)
        // Of the first header only its size and link may mean something.
        offset = index == 0 ? 0 : try table.load(UInt64.self, at: base + 24)
        size = index == 0 ? 0 : try table.load(UInt64.self, at: base + 32)
        link = Int(try table.load(UInt32.self, at: base + 40))
        info = Int(try table.load(UInt32.self, at: base + 44))
        alignment = try table.load(UInt64.self, at: base + 48)
        entrySize = try table.load(UInt64.self, at: base + 56)
        let wraps = address.addingReportingOverflow(size).overflow
        guard !wraps else { throw .malformed("section \(name) ends beyond the address space") }
        if type != ELFImage.SectionType.noBits && index != 0 {
            _ = try file.slice("section \(name)", offset, size)
        }
    }
}
