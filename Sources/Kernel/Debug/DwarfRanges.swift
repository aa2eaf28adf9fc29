// SPDX-License-Identifier: Apache-2.0
//
// Where a function or a unit has several pieces of code (hot and cold parts),
// DW_AT_ranges points at a list:
//   DWARF 5  .debug_rnglists, section 7.25: entries u8 kind, operands
//   DWARF 4  .debug_ranges, section 2.17.3: pairs of u64, ended by (0, 0);
//            a first of all ones sets the base to the second

extension DwarfSections {
    /// The list at `offset` for `unit`; empty pieces are left out.
    func codeRanges(at offset: Int, _ unit: DwarfUnit) throws(FactsError) -> [Range<UInt64>] {
        unit.version >= 5
            ? try rangeList(at: offset, base: unit.lowPC)
            : try rangePairs(at: offset, base: unit.lowPC)
    }

    private func rangeList(
        at offset: Int, base start: UInt64
    ) throws(FactsError) -> [Range<UInt64>] {
        var cursor = DwarfCursor(rangeLists, section: ".debug_rnglists", at: offset)
        var base = start
        var found: [Range<UInt64>] = []
        while true {
            let kind = try cursor.u8()
            let (low, high): (UInt64, UInt64)
            switch kind {
            case 0: return found
            case 4: (low, high) = (base &+ (try cursor.uleb()), base &+ (try cursor.uleb()))
            case 5:
                base = try cursor.u64()
                continue
            case 6: (low, high) = (try cursor.u64(), try cursor.u64())
            case 7:
                low = try cursor.u64()
                high = low &+ (try cursor.uleb())
            default: throw .unsupported("range list entries of kind \(kind)")
            }
            if low < high { found.append(low..<high) }
        }
    }

    private func rangePairs(
        at offset: Int, base start: UInt64
    ) throws(FactsError) -> [Range<UInt64>] {
        var cursor = DwarfCursor(ranges, section: ".debug_ranges", at: offset)
        var base = start
        var found: [Range<UInt64>] = []
        while true {
            let (low, high) = (try cursor.u64(), try cursor.u64())
            if low == 0 && high == 0 { return found }
            if low == .max {
                base = high
            } else if base &+ low < base &+ high {
                found.append(base &+ low..<base &+ high)
            }
        }
    }
}
