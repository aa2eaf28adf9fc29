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
        try sections.walk(unit, top: nil as Int?) { cursor, entry, parent throws(FactsError) in
            try read(&cursor, entry, unit, parent: parent)
            return entry.tag == DwarfTag.subprogram ? entry.offset : parent
        }
    }

    private mutating func read(
        _ cursor: inout DwarfCursor, _ head: DwarfEntry, _ unit: DwarfUnit, parent: Int?
    ) throws(FactsError) {
        var entry = Entry(offset: head.offset, parent: parent)
        var returns: UInt64?
        var isTailCall = false
        for attribute in head.attributes {
            let value = try cursor.value(attribute, unit)
            switch attribute.name {
            case DwarfAttribute.callReturnPC: returns = value.unsigned
            case DwarfAttribute.callTailCall, DwarfAttribute.gnuTailCall:
                isTailCall = value.isTrue
            default: entry.take(attribute.name, value, cursor.bytes)
            }
        }
        switch head.tag {
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
