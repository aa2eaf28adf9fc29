// SPDX-License-Identifier: Apache-2.0
//
// A note section, and /sys/kernel/notes, is a row of entries (gABI, "Note
// Section"): u32 name size, u32 descriptor size, u32 type, the name with its
// NUL, the descriptor; name and descriptor are padded to 4 bytes (to 8 in
// sections with that alignment). The build id is type 3 of owner "GNU\0".

/// Reads note entries.
package enum ELFNotes {
    /// NT_GNU_BUILD_ID of elf.h.
    static let buildIDType: UInt32 = 3

    /// The GNU build id in lower-case hexadecimal, or nil when the bytes hold
    /// none before their end or before the first entry that does not fit.
    package static func buildID(in notes: [UInt8], alignment: Int = 4) -> String? {
        notes.withUnsafeBytes { buildID(in: $0, alignment: alignment) }
    }

    static func buildID(in notes: UnsafeRawBufferPointer, alignment: Int) -> String? {
        buildIDRange(in: notes, alignment: alignment).map { hexadecimal(notes[$0]) }
    }

    /// Where the build id's bytes stand in the notes.
    static func buildIDRange(in notes: UnsafeRawBufferPointer, alignment: Int) -> Range<Int>? {
        let step = alignment == 8 ? 8 : 4
        var position = 0
        while position <= notes.count - 12 {
            let nameSize = Int(word(notes, position))
            let size = Int(word(notes, position + 4))
            let type = word(notes, position + 8)
            let name = position + 12
            let descriptor = padded(name + nameSize, step)
            guard descriptor + size <= notes.count else { return nil }
            if type == buildIDType, size > 0,
                notes[name..<name + nameSize].elementsEqual([0x47, 0x4e, 0x55, 0])
            {
                return descriptor..<descriptor + size
            }
            position = padded(descriptor + size, step)
        }
        return nil
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private static func padded(_ value: Int, _ step: Int) -> Int {
        (value + step - 1) / step * step
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ELFImage {
    /// NT_GNU_BUILD_ID from the first note section that has it; vmlinux keeps it
    /// in `.notes`. Lower-case hexadecimal.
    package var buildID: String? {
        firstNote { _, bytes, alignment in ELFNotes.buildID(in: bytes, alignment: alignment) }
    }

    /// Virtual address of the first byte of `buildID` in a linked image; nil when it
    /// has none in memory.
    package var buildIDAddress: UInt64? {
        firstNote { section, bytes, alignment in
            guard section.isAllocated else { return nil }
            return ELFNotes.buildIDRange(in: bytes, alignment: alignment).map {
                section.address + UInt64($0.lowerBound)
            }
        }
    }

    private func firstNote<Found>(
        _ find: (Section, UnsafeRawBufferPointer, Int) -> Found?
    ) -> Found? {
        for section in sections where section.type == SectionType.note {
            let found = try? withBytes(of: section) {
                find(section, $0, Int(clamping: section.alignment))
            }
            if let found { return found }
        }
        return nil
    }
}
