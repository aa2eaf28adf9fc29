// SPDX-License-Identifier: Apache-2.0
//
// ELF64 (see ELFImage.swift): e_shoff at 40, e_shnum at 60; section headers of 64
// bytes with sh_type at 4, sh_flags 8, sh_offset 24, sh_size 32, sh_info 44.
import Support

/// The relocations of debug information in a linked vmlinux, 244 MiB of 563: the linker
/// keeps them with those of the code, which the kernel needs for KASLR, and has applied
/// them already. Nothing reads them.
enum DebugRelocations {
    /// - Parameter image: where the image is in the archive.
    /// - Returns: parts of the archive; none for what is no ELF image.
    static func places(in archive: XZArchive, image: Range<Int>) throws -> [Range<Int>] {
        let header = try archive.bytes(image.lowerBound..<image.lowerBound + 64)
        guard header.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return [] }
        let start = image.lowerBound + number(header, 40, 8)
        let table = start..<start + number(header, 60, 2) * 64
        guard image.contains(table) else { return [] }
        let bytes = try archive.bytes(table)
        let sections = stride(from: 0, to: bytes.count, by: 64).map { Array(bytes[$0..<$0 + 64]) }
        return sections.compactMap { section in
            let target = number(section, 44, 4)
            // SHT_RELA of what is not SHF_ALLOC.
            guard number(section, 4, 4) == 4, sections.indices.contains(target),
                number(sections[target], 8, 8) & 2 == 0
            else { return nil }
            let place = image.lowerBound + number(section, 24, 8)
            let range = place..<place + number(section, 32, 8)
            return image.contains(range) ? range : nil
        }
    }

    /// Little-endian.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
