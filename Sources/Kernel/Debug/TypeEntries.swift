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
        // What stands in an entry that does not matter belongs to nothing.
        let nothing = -1
        try sections.walk(unit, top: nil as Int?) { cursor, head, parent throws(FactsError) in
            guard Self.interesting.contains(head.tag), parent != nothing else {
                for attribute in head.attributes { _ = try cursor.value(attribute, unit) }
                return head.tag == DwarfTag.compileUnit ? nil : nothing
            }
            var entry = Entry(offset: head.offset, tag: head.tag, parent: parent)
            for attribute in head.attributes {
                entry.take(attribute.name, try cursor.value(attribute, unit))
            }
            let place = entries.count
            byOffset[head.offset] = place
            if let parent { entries[parent].children.append(place) }
            entries.append(entry)
            return place
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
