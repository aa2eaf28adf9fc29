// SPDX-License-Identifier: Apache-2.0
//
// DWARF 5, section 7.5.3: a table in .debug_abbrev is a row of
//   uleb code, uleb tag, u8 has-children, (uleb attribute, uleb form
//   [, sleb value when the form is DW_FORM_implicit_const])…, 0, 0
// and ends with code 0. Producers number codes 1, 2, 3, … in order.

/// One unit's abbreviations.
struct DwarfAbbreviations {
    struct Attribute {
        var name: UInt16
        var form: UInt16
        /// Only for DW_FORM_implicit_const.
        var constant: Int64
    }

    struct Entry {
        var tag: UInt16 = 0
        var hasChildren = false
        var attributes: Range<Int> = 0..<0
    }

    /// By code; unused codes have tag 0.
    private(set) var entries: [Entry] = [Entry()]
    private(set) var attributes: [Attribute] = []

    /// The table at `offset`.
    ///
    /// - Parameter until: reads only as far as this code, where one entry of a
    ///   unit is all that is wanted.
    init(
        _ bytes: UnsafeRawBufferPointer, at offset: Int, until wanted: Int? = nil
    ) throws(FactsError) {
        var cursor = DwarfCursor(bytes, section: ".debug_abbrev", at: offset)
        while true {
            let code = try cursor.count()
            if code == 0 { return }
            // A sparse code would make the table as large as the code.
            guard code <= entries.count + 0xffff else {
                throw cursor.malformed("abbreviation code \(code)")
            }
            var entry = Entry()
            entry.tag = UInt16(truncatingIfNeeded: try cursor.uleb())
            entry.hasChildren = try cursor.u8() != 0
            let first = attributes.count
            while true {
                let name = UInt16(truncatingIfNeeded: try cursor.uleb())
                let form = UInt16(truncatingIfNeeded: try cursor.uleb())
                let constant = form == DwarfForm.implicitConst ? try cursor.sleb() : 0
                if name == 0 && form == 0 { break }
                attributes.append(Attribute(name: name, form: form, constant: constant))
            }
            entry.attributes = first..<attributes.count
            while entries.count <= code { entries.append(Entry()) }
            entries[code] = entry
            if code == wanted { return }
        }
    }

    func entry(_ code: Int) -> Entry? {
        guard code < entries.count, entries[code].tag != 0 else { return nil }
        return entries[code]
    }
}
