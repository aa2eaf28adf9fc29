// SPDX-License-Identifier: Apache-2.0
//
// DWARF 5, section 2.3: the entries of a unit are a tree, written in preorder. An
// entry whose abbreviation has children is followed by them, and code 0 ends the
// row of siblings.

/// One entry as its abbreviation describes it; its attributes are still to be read.
struct DwarfEntry {
    /// In .debug_info, as references name it.
    var offset: Int
    var tag: UInt16
    var attributes: ArraySlice<DwarfAbbreviations.Attribute>
}

extension DwarfSections {
    /// Visits every entry of a unit in file order.
    ///
    /// - Parameters:
    ///   - top: what the unit's own entry stands in.
    ///   - visit: reads the entry's attributes, all of them, from the cursor. It is
    ///     given what its parent's visit returned, and returns what its children
    ///     are given.
    func walk<Context>(
        _ unit: DwarfUnit, top: Context,
        _ visit: (inout DwarfCursor, DwarfEntry, Context) throws(FactsError) -> Context
    ) throws(FactsError) {
        let table = try DwarfAbbreviations(abbreviations, at: unit.abbreviations)
        var cursor = cursor(unit.entries)
        cursor.end = unit.end
        // One element for each open row of siblings.
        var open: [Context] = []
        while cursor.offset < unit.end {
            let offset = cursor.offset
            let code = try cursor.count()
            if code == 0 {
                _ = open.popLast()
                if open.isEmpty { return }
                continue
            }
            guard let abbreviation = table.entry(code) else {
                throw cursor.malformed("no abbreviation \(code)")
            }
            let entry = DwarfEntry(
                offset: offset, tag: abbreviation.tag,
                attributes: table.attributes[abbreviation.attributes])
            let inner = try visit(&cursor, entry, open.last ?? top)
            if abbreviation.hasChildren { open.append(inner) }
        }
    }
}
