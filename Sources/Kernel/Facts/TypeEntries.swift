// SPDX-License-Identifier: Apache-2.0

/// The entries of one unit that describe types, and those that have a type.
struct TypeEntries {
    struct Entry {
        /// In .debug_info, as references name it.
        var offset: Int
        var tag: UInt16
        var name: DwarfString?
        /// What it is made of, points to or returns; nil is void.
        var type: Int?
        var file: Int?
        var byteSize: Int?
        var bitSize: Int?
        /// Bits from the start of the struct (DWARF 5, and gcc 11 in DWARF 4).
        var dataBitOffset: Int?
        /// Bits from the most significant end of the storage unit (DWARF 4).
        var bitOffset: Int?
        /// Bytes from the start of the struct.
        var location: Int?
        /// Of a dimension.
        var count: Int?
        var isDeclaration = false
        /// In `entries`; nil below the unit itself.
        var parent: Int?
        var children: [Int] = []
    }

    private(set) var entries: [Entry] = []
    private(set) var byOffset: [Int: Int] = [:]

    private static let interesting: Set<UInt16> = [
        DwarfTag.arrayType, DwarfTag.enumerationType, DwarfTag.formalParameter, DwarfTag.member,
        DwarfTag.pointerType, DwarfTag.structureType, DwarfTag.subroutineType, DwarfTag.typedef,
        DwarfTag.unionType, DwarfTag.subrangeType, DwarfTag.baseType, DwarfTag.constType,
        DwarfTag.subprogram, DwarfTag.variable, DwarfTag.volatileType, DwarfTag.restrictType,
        DwarfTag.atomicType,
    ]

    init(_ sections: DwarfSections, _ unit: DwarfUnit) throws(FactsError) {
        let table = try DwarfAbbreviations(sections.abbreviations, at: unit.abbreviations)
        var cursor = sections.cursor(unit.entries)
        cursor.end = unit.end
        // One element for each open row of siblings: the entry around it. What
        // stands in an entry that does not matter belongs to nothing.
        let nothing = -1
        var parents: [Int?] = []
        while cursor.offset < unit.end {
            let offset = cursor.offset
            let code = try cursor.count()
            if code == 0 {
                _ = parents.popLast()
                if parents.isEmpty { return }
                continue
            }
            guard let abbreviation = table.entry(code) else {
                throw cursor.malformed("no abbreviation \(code)")
            }
            let isUnit = abbreviation.tag == DwarfTag.compileUnit
            var inner: Int? = isUnit ? nil : nothing
            let attributes = table.attributes[abbreviation.attributes]
            let parent = parents.last ?? nil
            if Self.interesting.contains(abbreviation.tag), parent != nothing {
                var entry = Entry(offset: offset, tag: abbreviation.tag, parent: parent)
                for attribute in attributes {
                    entry.take(attribute.name, try cursor.value(attribute, unit))
                }
                inner = entries.count
                byOffset[offset] = inner
                if let parent { entries[parent].children.append(entries.count) }
                entries.append(entry)
            } else {
                for attribute in attributes { _ = try cursor.value(attribute, unit) }
            }
            if abbreviation.hasChildren { parents.append(inner) }
        }
    }

    func entry(at offset: Int?) -> Entry? {
        offset.flatMap { byOffset[$0] }.map { entries[$0] }
    }
}

extension TypeEntries.Entry {
    fileprivate mutating func take(_ attribute: UInt16, _ value: DwarfValue) {
        switch attribute {
        case DwarfAttribute.name: name = value.string
        case DwarfAttribute.type: type = value.reference
        case DwarfAttribute.declarationFile: file = value.integer
        case DwarfAttribute.byteSize: byteSize = value.integer
        case DwarfAttribute.bitSize: bitSize = value.integer
        case DwarfAttribute.bitOffset: bitOffset = value.integer
        case DwarfAttribute.dataBitOffset: dataBitOffset = value.integer
        case DwarfAttribute.memberLocation: location = value.integer
        case DwarfAttribute.count: count = value.integer
        case DwarfAttribute.upperBound: count = value.integer.map { $0 + 1 }
        case DwarfAttribute.declaration: isDeclaration = value.isTrue
        default: break
        }
    }

    var isAggregate: Bool {
        tag == DwarfTag.structureType || tag == DwarfTag.unionType
    }
}
