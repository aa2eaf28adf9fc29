// SPDX-License-Identifier: Apache-2.0

/// A place in one debug section. Every read is checked against the section's
/// end, so that a damaged file gives `FactsError.malformed`.
struct DwarfCursor {
    let bytes: UnsafeRawBufferPointer
    let section: String
    var offset: Int
    /// Reads stop here: the unit's end, or the section's.
    var end: Int

    init(_ bytes: UnsafeRawBufferPointer, section: String, at offset: Int = 0) {
        self.bytes = bytes
        self.section = section
        self.offset = offset
        end = bytes.count
    }

    func malformed(_ what: String) -> FactsError {
        .malformed(what, section: section, offset: offset)
    }

    private func need(_ count: Int) throws(FactsError) {
        guard count >= 0, offset >= 0, offset <= end - count else {
            throw malformed("\(count) bytes needed, \(end - offset) left")
        }
    }

    mutating func skip(_ count: Int) throws(FactsError) {
        try need(count)
        offset += count
    }

    mutating func fixed<Value: FixedWidthInteger>(
        _ type: Value.Type
    ) throws(FactsError) -> Value {
        let size = MemoryLayout<Value>.size
        try need(size)
        defer { offset += size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    mutating func u8() throws(FactsError) -> Int { Int(try fixed(UInt8.self)) }
    mutating func u16() throws(FactsError) -> Int { Int(try fixed(UInt16.self)) }
    mutating func u32() throws(FactsError) -> Int { Int(try fixed(UInt32.self)) }
    mutating func u64() throws(FactsError) -> UInt64 { try fixed(UInt64.self) }

    /// Bits beyond 64 are dropped, as every producer's values fit.
    mutating func uleb() throws(FactsError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = UInt64(try fixed(UInt8.self))
            if shift < 64 { value |= (byte & 0x7f) << shift }
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    /// An unsigned LEB128 that must fit a size or an index.
    mutating func count() throws(FactsError) -> Int {
        let value = try uleb()
        guard let small = Int(exactly: value) else { throw malformed("the number \(value)") }
        return small
    }

    mutating func sleb() throws(FactsError) -> Int64 {
        var value: Int64 = 0
        var shift: Int64 = 0
        while true {
            let byte = Int64(try fixed(UInt8.self))
            if shift < 64 { value |= (byte & 0x7f) << shift }
            shift += 7
            if byte & 0x80 == 0 {
                return shift < 64 && byte & 0x40 != 0 ? value | (-1 << shift) : value
            }
        }
    }

    /// Skips a NUL-terminated string.
    mutating func skipString() throws(FactsError) {
        while try fixed(UInt8.self) != 0 {}
    }

    /// The unit_length field of 32-bit DWARF; 64-bit DWARF is refused.
    mutating func unitLength() throws(FactsError) -> Int {
        let length = try u32()
        guard length < 0xffff_fff0 else { throw .unsupported("64-bit DWARF units") }
        try need(length)
        return length
    }
}

/// A NUL-terminated string in a section, decoded only when it is needed.
struct DwarfString: Equatable {
    enum Home { case info, strings, lineStrings, line }
    var home: Home
    var offset: Int
}

/// The debug sections of one image, while it is open.
struct DwarfSections {
    var info: UnsafeRawBufferPointer
    var abbreviations: UnsafeRawBufferPointer
    var line: UnsafeRawBufferPointer
    var strings: UnsafeRawBufferPointer
    var lineStrings: UnsafeRawBufferPointer
    /// DWARF 5; empty when absent.
    var rangeLists: UnsafeRawBufferPointer
    /// DWARF 4; empty when absent.
    var ranges: UnsafeRawBufferPointer

    func cursor(_ offset: Int) -> DwarfCursor {
        DwarfCursor(info, section: ".debug_info", at: offset)
    }

    func text(_ string: DwarfString) throws(FactsError) -> String {
        let (bytes, name) =
            switch string.home {
            case .info: (info, ".debug_info")
            case .strings: (strings, ".debug_str")
            case .lineStrings: (lineStrings, ".debug_line_str")
            case .line: (line, ".debug_line")
            }
        var cursor = DwarfCursor(bytes, section: name, at: string.offset)
        try cursor.skipString()
        return String(decoding: bytes[string.offset..<cursor.offset - 1], as: UTF8.self)
    }
}
