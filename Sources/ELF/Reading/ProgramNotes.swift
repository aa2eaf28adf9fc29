// SPDX-License-Identifier: Apache-2.0
//
// Program headers (System V gABI, chapter 5): e_phoff at 32 of the ELF header,
// e_phentsize at 54, e_phnum at 56. Each of 56 bytes: p_type 0, p_offset 8,
// p_filesz 32, p_align 48.
import Support

extension ELFNotes {
    private static let noteSegment: UInt32 = 4  // PT_NOTE

    /// The build id of an ELF64 program, from its program headers: neither
    /// sections nor symbols are read, so the size of the file does not matter. Nil
    /// when there is none.
    package static func buildID(ofProgram file: MappedFile) -> String? {
        file.withUnsafeBytes { bytes in
            func number<Value: FixedWidthInteger>(_ type: Value.Type, _ offset: Int) -> Int? {
                guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else {
                    return nil
                }
                return Int(
                    exactly: Value(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
            }
            guard let table = number(UInt64.self, 32), let size = number(UInt16.self, 54),
                let count = number(UInt16.self, 56), table <= bytes.count
            else { return nil }
            for header in (0..<count).map({ table + $0 * size }) {
                guard let type = number(UInt32.self, header), type == Int(noteSegment),
                    let start = number(UInt64.self, header + 8),
                    let length = number(UInt64.self, header + 32),
                    let alignment = number(UInt64.self, header + 48),
                    start <= bytes.count, length <= bytes.count - start
                else { continue }
                let notes = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
                if let found = buildID(in: notes, alignment: alignment) { return found }
            }
            return nil
        }
    }
}
