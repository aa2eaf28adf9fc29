// SPDX-License-Identifier: Apache-2.0

/// Builds small ELF64 files for tests, byte by byte and without the code under
/// test. Symbols and section names are added when the file is laid out.
package struct SyntheticELF {
    package struct Section {
        package var name: String
        package var type: UInt32 = 1
        package var flags: UInt64 = 0
        package var address: UInt64 = 0
        package var bytes: [UInt8] = []
        /// In place of the bytes' count, for SHT_NOBITS.
        package var size: UInt64?
        package var link: UInt32 = 0
        package var info: UInt32 = 0
        package var alignment: UInt64 = 1
        package var entrySize: UInt64 = 0

        package init(
            _ name: String, type: UInt32 = 1, flags: UInt64 = 0, address: UInt64 = 0,
            _ bytes: [UInt8] = []
        ) {
            self.name = name
            self.type = type
            self.flags = flags
            self.address = address
            self.bytes = bytes
        }
    }

    package struct Symbol {
        package var name: String
        package var value: UInt64
        package var size: UInt64
        /// STB_LOCAL 0, STB_GLOBAL 1, STB_WEAK 2
        package var binding: UInt8
        /// STT_NOTYPE 0, STT_OBJECT 1, STT_FUNC 2, STT_SECTION 3
        package var type: UInt8
        package var section: Int
    }

    package struct Relocation {
        package var offset: UInt64
        package var type: UInt32
        package var symbol: Int
        package var addend: Int64
        package init(_ offset: UInt64, _ type: UInt32, symbol: Int, addend: Int64) {
            self.offset = offset
            self.type = type
            self.symbol = symbol
            self.addend = addend
        }
    }

    /// ET_REL 1, ET_EXEC 2
    package var type: UInt16
    package private(set) var sections: [Section] = [Section("", type: 0)]
    package private(set) var symbols: [Symbol] = [
        Symbol(name: "", value: 0, size: 0, binding: 0, type: 0, section: 0)
    ]
    private var tables: [Int] = []
    /// Section indices in a table of their own, as with 0xff00 sections or more.
    package var usesExtendedIndices = false

    package init(type: UInt16 = 2) { self.type = type }

    /// Returns the section's index.
    @discardableResult
    package mutating func add(_ section: Section) -> Int {
        sections.append(section)
        return sections.count - 1
    }

    @discardableResult
    package mutating func symbol(
        _ name: String, _ value: UInt64, size: UInt64 = 0, type: UInt8 = 2, binding: UInt8 = 0,
        in section: Int
    ) -> Int {
        symbols.append(
            Symbol(
                name: name, value: value, size: size, binding: binding, type: type,
                section: section))
        return symbols.count - 1
    }

    package mutating func relocate(_ section: Int, _ relocations: [Relocation]) {
        var writer = ByteWriter()
        for relocation in relocations {
            writer.put(relocation.offset)
            writer.put(UInt64(relocation.symbol) << 32 | UInt64(relocation.type))
            writer.put(relocation.addend)
        }
        var table = Section(".rela" + sections[section].name, type: 4, writer.bytes)
        table.info = UInt32(section)
        table.entrySize = 24
        tables.append(add(table))
    }

    /// The file: header, contents, section headers.
    package func bytes() -> [UInt8] {
        var all = sections
        let symtab = all.count
        let (symbolBytes, strings, extended) = symbolTable()
        var table = Section(".symtab", type: 2, symbolBytes)
        table.link = UInt32(symtab + 1)
        table.entrySize = 24
        all += [table, Section(".strtab", type: 3, strings)]
        for index in tables { all[index].link = UInt32(symtab) }
        if usesExtendedIndices {
            var indices = Section(".symtab_shndx", type: 18, extended)
            indices.link = UInt32(symtab)
            indices.entrySize = 4
            all.append(indices)
        }
        all.append(Section(".shstrtab", type: 3))
        var names = ByteWriter()
        let offsets = all.map { section in
            defer { names.string(section.name) }
            return UInt32(names.count)
        }
        all[all.count - 1].bytes = names.bytes
        return layOut(all, names: offsets)
    }

    private func symbolTable() -> (symbols: [UInt8], strings: [UInt8], indices: [UInt8]) {
        var (table, strings, indices) = (ByteWriter(), ByteWriter(), ByteWriter())
        strings.put(UInt8(0))
        for symbol in symbols {
            table.put(UInt32(symbol.name.isEmpty ? 0 : strings.count))
            if !symbol.name.isEmpty { strings.string(symbol.name) }
            table.put(symbol.binding << 4 | symbol.type)
            table.put(UInt8(0))
            table.put(
                usesExtendedIndices && symbol.section > 0
                    ? 0xffff : UInt16(truncatingIfNeeded: symbol.section))
            table.put(symbol.value)
            table.put(symbol.size)
            indices.put(UInt32(truncatingIfNeeded: max(0, symbol.section)))
        }
        return (table.bytes, strings.bytes, indices.bytes)
    }

    private func layOut(_ all: [Section], names: [UInt32]) -> [UInt8] {
        var body = ByteWriter()
        body.pad(to: 64)
        let offsets = all.map { section in
            body.pad(alignment: 8)
            defer { body.append(section.bytes) }
            return UInt64(body.count)
        }
        body.pad(alignment: 8)
        let table = body.count
        for (index, section) in all.enumerated() {
            body.put(names[index])
            body.put(section.type)
            body.put(section.flags)
            body.put(section.address)
            body.put(index == 0 ? 0 : offsets[index])
            body.put(section.size ?? UInt64(section.bytes.count))
            body.put(section.link)
            body.put(section.info)
            body.put(section.alignment)
            body.put(section.entrySize)
        }
        return header(table, count: all.count) + body.bytes[64...]
    }

    private func header(_ table: Int, count: Int) -> [UInt8] {
        var header = ByteWriter()
        header.append([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
        header.pad(to: 16)
        header.put(type)
        header.put(UInt16(62))
        header.put(UInt32(1))
        header.put(UInt64(0x1000))
        header.put(UInt64(0))
        header.put(UInt64(table))
        header.put(UInt32(0))
        header.put(UInt16(64))
        header.put(UInt32(0))
        header.put(UInt16(64))
        header.put(UInt16(count))
        header.put(UInt16(count - 1))
        return header.bytes
    }
}

extension SyntheticELF {
    /// A note section with a GNU build id.
    package static func buildIDNote(_ id: [UInt8]) -> [UInt8] {
        var note = ByteWriter()
        note.put(UInt32(4))
        note.put(UInt32(id.count))
        note.put(UInt32(3))
        note.string("GNU")
        note.append(id)
        note.pad(alignment: 4)
        return note.bytes
    }
}
