// SPDX-License-Identifier: Apache-2.0
//
// DW_AT_decl_file is an index into the file table of the unit's line program.
// Header of a program in .debug_line (DWARF 5, section 6.2.4):
//   u32 length, u16 version, [5: u8 address size, u8 segment size,]
//   u32 header length, u8 minimum instruction length, [4, 5: u8 maximum
//   operations,] u8 default is_stmt, i8 line base, u8 line range, u8 opcode
//   base, opcode base - 1 lengths of u8, then
//   version 5    u8 format count, (uleb content, uleb form)…, uleb count,
//                directories; the same again for files. Both count from 0.
//   version 2–4  directories as strings, ended by an empty one; files as
//                string, uleb directory, uleb time, uleb size, ended by an
//                empty string. Files count from 1; directory 0 is the
//                compilation directory.

/// The names of a unit's source files as the producer wrote them.
struct DwarfFileTable {
    /// By DW_AT_decl_file; index 0 is empty before DWARF 5.
    private(set) var paths: [String] = []

    init(_ sections: DwarfSections, _ unit: DwarfUnit) throws(FactsError) {
        guard let (start, version) = try Self.start(sections, unit) else { return }
        var cursor = start
        if version == 5 {
            try readVersion5(&cursor, sections, unit)
        } else {
            try readVersion4(&cursor, sections)
        }
    }

    /// A cursor at the directories, and the table's version; nil for a unit without.
    private static func start(
        _ sections: DwarfSections, _ unit: DwarfUnit
    ) throws(FactsError) -> (DwarfCursor, UInt16)? {
        guard let offset = unit.lineTable else { return nil }
        var cursor = DwarfCursor(sections.line, section: ".debug_line", at: offset)
        let length = try cursor.unitLength()
        cursor.end = cursor.offset + length
        let version = try cursor.u16()
        guard (2...5).contains(version) else {
            throw .unsupported("line tables of version \(version)")
        }
        try cursor.skip(version == 5 ? 2 : 0)
        try cursor.skip(4 + 1 + (version >= 4 ? 1 : 0) + 3)
        let opcodes = try cursor.u8()
        try cursor.skip(max(0, opcodes - 1))
        return (cursor, UInt16(version))
    }

    /// The directories alone, which is a tenth of the work. The files of a directory
    /// that gave the unit neither code nor types are in no table.
    static func directories(
        _ sections: DwarfSections, _ unit: DwarfUnit
    ) throws(FactsError) -> [String] {
        guard let (start, version) = try start(sections, unit) else { return [] }
        var cursor = start
        if version == 5 { return try readEntries(&cursor, sections, unit).map(\.name) }
        var directories: [String] = []
        while let directory = try nextString(&cursor, sections) { directories.append(directory) }
        return directories
    }

    private mutating func readVersion4(
        _ cursor: inout DwarfCursor, _ sections: DwarfSections
    ) throws(FactsError) {
        var directories = [""]
        while let directory = try Self.nextString(&cursor, sections) {
            directories.append(directory)
        }
        paths = [""]
        while let name = try Self.nextString(&cursor, sections) {
            let directory = try cursor.count()
            _ = try (cursor.uleb(), cursor.uleb())
            paths.append(
                Self.join(directory < directories.count ? directories[directory] : "", name))
        }
    }

    private static func nextString(
        _ cursor: inout DwarfCursor, _ sections: DwarfSections
    ) throws(FactsError) -> String? {
        let start = cursor.offset
        try cursor.skipString()
        if cursor.offset == start + 1 { return nil }
        return try sections.text(DwarfString(home: .line, offset: start))
    }

    private mutating func readVersion5(
        _ cursor: inout DwarfCursor, _ sections: DwarfSections, _ unit: DwarfUnit
    ) throws(FactsError) {
        let directories = try Self.readEntries(&cursor, sections, unit)
        for (name, directory) in try Self.readEntries(&cursor, sections, unit) {
            let inside =
                directory != 0 && directory < directories.count ? directories[directory].name : ""
            paths.append(Self.join(inside, name))
        }
    }

    private static func readEntries(
        _ cursor: inout DwarfCursor, _ sections: DwarfSections, _ unit: DwarfUnit
    ) throws(FactsError) -> [(name: String, directory: Int)] {
        let (pathContent, directoryContent): (UInt16, UInt16) = (1, 2)
        var format: [DwarfAbbreviations.Attribute] = []
        for _ in 0..<(try cursor.u8()) {
            let content = UInt16(truncatingIfNeeded: try cursor.uleb())
            let form = UInt16(truncatingIfNeeded: try cursor.uleb())
            format.append(.init(name: content, form: form, constant: 0))
        }
        var entries: [(name: String, directory: Int)] = []
        for _ in 0..<(try cursor.count()) {
            var entry = (name: "", directory: 0)
            for field in format {
                let value = try cursor.value(field, unit)
                switch field.name {
                case pathContent:
                    guard var string = value.string else {
                        throw cursor.malformed("a file name that is no string")
                    }
                    if string.home == .info { string.home = .line }
                    entry.name = try sections.text(string)
                case directoryContent: entry.directory = value.integer ?? 0
                default: break
                }
            }
            // Without fields the loop would not move through the file.
            if format.isEmpty { throw cursor.malformed("file entries without fields") }
            entries.append(entry)
        }
        return entries
    }

    private static func join(_ directory: String, _ name: String) -> String {
        directory.isEmpty || name.hasPrefix("/") ? name : directory + "/" + name
    }
}
