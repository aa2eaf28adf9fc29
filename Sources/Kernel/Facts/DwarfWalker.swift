// SPDX-License-Identifier: Apache-2.0

/// What one linear pass over a unit's entries collects; nothing is resolved yet.
struct UnitEntries {
    /// A DW_TAG_subprogram or DW_TAG_variable.
    struct Entry {
        /// In .debug_info, as references name it.
        var offset: Int
        var name: DwarfString?
        var file: Int?
        var line: Int?
        var isExternal = false
        var isDeclaration = false
        /// DW_AT_inline says that it was inlined somewhere (1 or 3).
        var wasInlined = false
        /// DW_AT_abstract_origin or DW_AT_specification: where what is missing
        /// here stands.
        var origin: Int?
        /// First address of the code, or the variable's address.
        var address: UInt64?
        /// Offset of the range list of a function in several pieces.
        var ranges: Int?
        /// The innermost subprogram around it.
        var parent: Int?
    }

    /// One DW_TAG_inlined_subroutine.
    struct Inlining {
        var callee: Int
        /// The innermost subprogram around it.
        var parent: Int
    }

    var subprograms: [Entry] = []
    var variables: [Entry] = []
    var inlinings: [Inlining] = []
    /// The addresses behind calls that DWARF marks as tail calls: the jump ends
    /// there.
    var tailCallEnds: [UInt64] = []
}

extension UnitEntries {
    /// Reads every entry of `unit`.
    init(_ sections: DwarfSections, _ unit: DwarfUnit) throws(FactsError) {
        let table = try DwarfAbbreviations(sections.abbreviations, at: unit.abbreviations)
        var cursor = sections.cursor(unit.entries)
        cursor.end = unit.end
        // One element for each open row of siblings: the subprogram around it.
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
            var inner = parents.last ?? nil
            try read(
                &cursor, offset, abbreviation, table.attributes[abbreviation.attributes], unit,
                parent: inner)
            if abbreviation.tag == DwarfTag.subprogram { inner = offset }
            if abbreviation.hasChildren { parents.append(inner) }
        }
    }

    private mutating func read(
        _ cursor: inout DwarfCursor, _ offset: Int, _ abbreviation: DwarfAbbreviations.Entry,
        _ attributes: ArraySlice<DwarfAbbreviations.Attribute>, _ unit: DwarfUnit, parent: Int?
    ) throws(FactsError) {
        var entry = Entry(offset: offset, parent: parent)
        var returns: UInt64?
        var isTailCall = false
        for attribute in attributes {
            let value = try cursor.value(attribute, unit)
            switch attribute.name {
            case DwarfAttribute.callReturnPC: returns = value.unsigned
            case DwarfAttribute.callTailCall, DwarfAttribute.gnuTailCall:
                isTailCall = value.isTrue
            default: entry.take(attribute.name, value, cursor.bytes)
            }
        }
        switch abbreviation.tag {
        case DwarfTag.subprogram: subprograms.append(entry)
        case DwarfTag.variable: variables.append(entry)
        case DwarfTag.inlinedSubroutine:
            if let callee = entry.origin, let parent {
                inlinings.append(Inlining(callee: callee, parent: parent))
            }
        case DwarfTag.callSite:
            if isTailCall, let returns { tailCallEnds.append(returns) }
        case DwarfTag.gnuCallSite:
            if isTailCall, let end = entry.address { tailCallEnds.append(end) }
        default: break
        }
    }
}

extension UnitEntries.Entry {
    fileprivate mutating func take(
        _ attribute: UInt16, _ value: DwarfValue, _ bytes: UnsafeRawBufferPointer
    ) {
        switch attribute {
        case DwarfAttribute.name: name = value.string
        case DwarfAttribute.declarationFile: file = value.integer
        case DwarfAttribute.declarationLine: line = value.integer
        case DwarfAttribute.external: isExternal = value.isTrue
        case DwarfAttribute.declaration: isDeclaration = value.isTrue
        case DwarfAttribute.inline: wasInlined = value.unsigned == 1 || value.unsigned == 3
        case DwarfAttribute.abstractOrigin, DwarfAttribute.specification:
            origin = value.reference
        case DwarfAttribute.lowPC: address = value.unsigned
        case DwarfAttribute.ranges: ranges = value.integer
        case DwarfAttribute.location:
            // DW_OP_addr and eight bytes: a variable at a fixed address.
            if let block = value.block, block.count == 9, bytes[block.lowerBound] == 0x03 {
                address = UInt64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: block.lowerBound + 1, as: UInt64.self))
            }
        default: break
        }
    }
}
