// SPDX-License-Identifier: Apache-2.0
//
// DWARF 5, section 7.5.1 (32-bit form): a unit in .debug_info starts with
//   version 5:    u32 length, u16 version, u8 unit type, u8 address size,
//                 u32 abbreviation offset
//   version 2–4:  u32 length, u16 version, u32 abbreviation offset,
//                 u8 address size
// and goes on with its entries: uleb abbreviation code (0 ends a row of
// siblings), then the attributes in the abbreviation's order.

/// A unit's header and what its first entry says.
struct DwarfUnit {
    /// Of the header, in .debug_info.
    var offset: Int
    var end: Int
    var version: Int
    var abbreviations: Int
    /// Of the first entry.
    var entries: Int

    var name: DwarfString?
    var compilationDirectory: DwarfString?
    var lineTable: Int?
    /// Base of DW_AT_ranges entries that are offsets.
    var lowPC: UInt64 = 0
    var highPC: UInt64 = 0
    var ranges: Int?

    static let compileType = 1
    static let partialType = 3

    /// Every compile unit of the image, first entries decoded.
    static func readAll(_ sections: DwarfSections) throws(FactsError) -> [DwarfUnit] {
        var units: [DwarfUnit] = []
        var cursor = sections.cursor(0)
        while cursor.offset < sections.info.count {
            if let unit = try DwarfUnit(&cursor, sections) { units.append(unit) }
        }
        return units
    }

    /// The unit at `cursor`, which moves behind it; nil for a type unit.
    private init?(_ cursor: inout DwarfCursor, _ sections: DwarfSections) throws(FactsError) {
        offset = cursor.offset
        let length = try cursor.unitLength()
        end = cursor.offset + length
        let next = end
        defer { cursor = sections.cursor(next) }
        cursor.end = next
        version = try cursor.u16()
        var type = Self.compileType
        switch version {
        case 5:
            type = try cursor.u8()
            let size = try cursor.u8()
            guard size == 8 else { throw .unsupported("addresses of \(size) bytes") }
            abbreviations = try cursor.u32()
        case 2...4:
            abbreviations = try cursor.u32()
            let size = try cursor.u8()
            guard size == 8 else { throw .unsupported("addresses of \(size) bytes") }
        default:
            throw .unsupported("DWARF version \(version)")
        }
        entries = cursor.offset
        guard type == Self.compileType || type == Self.partialType else {
            if type == 4 || type == 5 { throw .unsupported("split units") }
            return nil
        }
        try readFirstEntry(&cursor, sections)
    }

    private mutating func readFirstEntry(
        _ cursor: inout DwarfCursor, _ sections: DwarfSections
    ) throws(FactsError) {
        let code = try cursor.count()
        if code == 0 { return }
        let table = try DwarfAbbreviations(
            sections.abbreviations, at: abbreviations, until: code)
        guard let entry = table.entry(code) else {
            throw cursor.malformed("no abbreviation \(code)")
        }
        for attribute in table.attributes[entry.attributes] {
            let value = try cursor.value(attribute, self)
            switch attribute.name {
            case DwarfAttribute.name: name = value.string
            case DwarfAttribute.compilationDirectory: compilationDirectory = value.string
            case DwarfAttribute.lineTable: lineTable = value.integer
            case DwarfAttribute.lowPC: lowPC = value.unsigned ?? 0
            case DwarfAttribute.highPC:
                if case .address(let end) = value {
                    highPC = end
                } else {
                    highPC = lowPC &+ (value.unsigned ?? 0)
                }
            case DwarfAttribute.ranges: ranges = value.integer
            default: break
            }
        }
    }

    /// The code of the unit.
    func codeRanges(_ sections: DwarfSections) throws(FactsError) -> [Range<UInt64>] {
        guard let ranges else { return lowPC < highPC ? [lowPC..<highPC] : [] }
        return try sections.codeRanges(at: ranges, self)
    }
}
