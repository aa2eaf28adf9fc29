// SPDX-License-Identifier: Apache-2.0

/// An attribute's value.
enum DwarfValue {
    case unsigned(UInt64)
    case signed(Int64)
    case address(UInt64)
    case string(DwarfString)
    /// An entry's offset in .debug_info.
    case reference(Int)
    /// Bytes of .debug_info: an expression, or data that nobody asks for.
    case block(Range<Int>)

    var unsigned: UInt64? {
        switch self {
        case .unsigned(let value), .address(let value): value
        case .signed(let value): UInt64(exactly: value)
        default: nil
        }
    }
    var integer: Int? { unsigned.flatMap { Int(exactly: $0) } }
    var isTrue: Bool { (unsigned ?? 0) != 0 }
    var string: DwarfString? { if case .string(let value) = self { value } else { nil } }
    var reference: Int? { if case .reference(let value) = self { value } else { nil } }
    var block: Range<Int>? { if case .block(let range) = self { range } else { nil } }
}

extension DwarfCursor {
    /// Reads one attribute of `unit` and moves behind it.
    mutating func value(
        _ attribute: DwarfAbbreviations.Attribute, _ unit: DwarfUnit
    ) throws(FactsError) -> DwarfValue {
        switch attribute.form {
        case DwarfForm.address: return .address(try u64())
        case DwarfForm.data1: return .unsigned(UInt64(try u8()))
        case DwarfForm.data2: return .unsigned(UInt64(try u16()))
        case DwarfForm.data4, DwarfForm.secOffset: return .unsigned(UInt64(try u32()))
        case DwarfForm.data8: return .unsigned(try u64())
        case DwarfForm.sdata: return .signed(try sleb())
        case DwarfForm.udata: return .unsigned(try uleb())
        case DwarfForm.implicitConst: return .signed(attribute.constant)
        case DwarfForm.flag: return .unsigned(UInt64(try u8()))
        case DwarfForm.flagPresent: return .unsigned(1)
        case DwarfForm.strp: return .string(DwarfString(home: .strings, offset: try u32()))
        case DwarfForm.lineStrp:
            return .string(DwarfString(home: .lineStrings, offset: try u32()))
        case DwarfForm.string:
            let start = offset
            try skipString()
            return .string(DwarfString(home: .info, offset: start))
        case DwarfForm.ref1: return .reference(unit.offset + (try u8()))
        case DwarfForm.ref2: return .reference(unit.offset + (try u16()))
        case DwarfForm.ref4: return .reference(unit.offset + (try u32()))
        case DwarfForm.refUdata: return .reference(unit.offset &+ (try count()))
        case DwarfForm.refAddr: return .reference(try u32())
        case DwarfForm.ref8:
            guard let distance = Int(exactly: try u64()), distance < bytes.count else {
                throw malformed("a reference outside the section")
            }
            return .reference(unit.offset + distance)
        case DwarfForm.exprloc, DwarfForm.block: return .block(try take(try count()))
        case DwarfForm.block1: return .block(try take(try u8()))
        case DwarfForm.block2: return .block(try take(try u16()))
        case DwarfForm.block4: return .block(try take(try u32()))
        case DwarfForm.data16: return .block(try take(16))
        case DwarfForm.refSig8: return .block(try take(8))
        default:
            // strx, addrx, rnglistx and their kin come with split DWARF only.
            throw .unsupported("attribute form 0x\(String(attribute.form, radix: 16))")
        }
    }

    private mutating func take(_ size: Int) throws(FactsError) -> Range<Int> {
        let start = offset
        try skip(size)
        return start..<offset
    }
}
