// SPDX-License-Identifier: Apache-2.0
import Support

/// Turns libyaml's marks, which count characters, into lines and byte columns.
///
/// A line ends with LF, CR or CR LF, as editors count; libyaml also ends lines
/// at NEL, LS and PS, so its own line numbers are not used.
struct TextPlaces {
    let bytes: [UInt8]
    let file: String
    /// Byte offsets at which lines begin; the first is 0.
    private let lineStarts: [Int]
    /// Byte offset of each character; nil when all are one byte long.
    private let offsets: [Int]?

    init(_ bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
        lineStarts = Self.findLines(bytes)
        offsets =
            bytes.allSatisfy { $0 < 0x80 }
            ? nil : bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 }
    }

    private static func findLines(_ bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for (index, byte) in bytes.enumerated() {
            let endsWithCR = byte == 0x0D && !(index + 1 < bytes.count && bytes[index + 1] == 0x0A)
            if byte == 0x0A || endsWithCR { starts.append(index + 1) }
        }
        return starts
    }

    /// The byte at a character index, nil at or past the end.
    func byte(atCharacter index: Int) -> UInt8? {
        let offset = self.offset(ofCharacter: index)
        return offset < bytes.count ? bytes[offset] : nil
    }

    func location(ofCharacter index: Int) -> SourceLocation {
        location(ofByte: offset(ofCharacter: index))
    }

    private func offset(ofCharacter index: Int) -> Int {
        guard let offsets else { return min(index, bytes.count) }
        return index < offsets.count ? offsets[index] : bytes.count
    }

    func location(ofByte offset: Int) -> SourceLocation {
        // The lines that begin at or before the offset; the first begins at 0.
        let line = lineStarts.partitioningIndex { offset < $0 }
        return SourceLocation(file: file, line: line, column: offset - lineStarts[line - 1] + 1)
    }
}

extension TextPlaces {
    /// The first NUL byte or byte that is not UTF-8 (RFC 3629), if any.
    func encodingProblem() -> Diagnostic? {
        if let offset = firstInvalidByte() {
            let value = String(bytes[offset], radix: 16, uppercase: true)
            return Diagnostic(
                .yamlNotUTF8, at: location(ofByte: offset),
                "byte 0x\(value) is not valid UTF-8 here",
                hint: "save the file as UTF-8")
        }
        if let offset = bytes.firstIndex(of: 0) {
            return Diagnostic(
                .yamlNULByte, at: location(ofByte: offset), "a NUL byte in the text",
                hint: "take it out; a file with many is binary, and not the one that is meant")
        }
        return nil
    }

    private func firstInvalidByte() -> Int? {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }
}
