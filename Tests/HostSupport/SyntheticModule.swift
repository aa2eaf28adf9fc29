// SPDX-License-Identifier: Apache-2.0

/// The smallest relocatable ELF64 file with absolute symbols: header, .symtab,
/// one string table, .modinfo, four section headers, and a last byte that nothing
/// uses.
package enum SyntheticModule {
    package static let symbolOffset = 64

    /// - Parameter defined: a symbol in section 1 with this value, if given.
    package static func bytes(
        values: [UInt64], defined: UInt64? = nil, kind: UInt16 = 1, name: String = "synthetic",
        marker: UInt8 = 0
    ) -> [UInt8] {
        let symbols =
            [symbol(section: 0, value: 0)]
            + values.map { symbol(section: 0xfff1, value: $0) }
            + (defined.map { [symbol(section: 1, value: $0)] } ?? [])
        let table = Array(symbols.joined())
        let names: [UInt8] = Array("\0.symtab\0.strtab\0a\0.modinfo\0".utf8)
        let information = Array("license=GPL v2\0name=\(name)\0depends=\0".utf8)
        let nameOffset = 64 + table.count
        let informationOffset = nameOffset + names.count
        let headers = informationOffset + information.count
        return header(kind: kind, sectionOffset: headers) + table + names + information
            + section(name: 0, type: 0, offset: 0, size: 0)
            + section(
                name: 1, type: 2, offset: 64, size: table.count, link: 2, info: 1, entrySize: 24)
            + section(name: 9, type: 3, offset: nameOffset, size: names.count)
            + section(name: 19, type: 1, offset: informationOffset, size: information.count)
            + [marker]
    }

    /// st_value of the symbol with this index.
    package static func value(_ bytes: [UInt8], _ index: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[symbolOffset + index * 24 + 8 + $1]) << (8 * $1) }
    }

    private static func header(kind: UInt16, sectionOffset: Int) -> [UInt8] {
        [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
            + little(kind) + little(UInt16(62)) + little(UInt32(1)) + little(UInt64(0))
            + little(UInt64(0)) + little(UInt64(sectionOffset)) + little(UInt32(0))
            + little(UInt16(64)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt16(64))
            + little(UInt16(4)) + little(UInt16(2))
    }

    private static func symbol(section: UInt16, value: UInt64) -> [UInt8] {
        let isFirst = section == 0
        return little(UInt32(isFirst ? 0 : 17)) + [isFirst ? 0 : 0x10, 0] + little(section)
            + little(value) + little(UInt64(0))
    }

    private static func section(
        name: UInt32, type: UInt32, offset: Int, size: Int, link: UInt32 = 0, info: UInt32 = 0,
        entrySize: Int = 0
    ) -> [UInt8] {
        little(name) + little(type) + little(UInt64(0)) + little(UInt64(0))
            + little(UInt64(offset)) + little(UInt64(size)) + little(link) + little(info)
            + little(UInt64(1)) + little(UInt64(entrySize))
    }

    private static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        (0..<MemoryLayout<Value>.size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
