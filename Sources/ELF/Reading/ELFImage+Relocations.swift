// SPDX-License-Identifier: Apache-2.0

extension ELFImage {
    /// An entry of a SHT_RELA section (Elf64_Rela).
    package struct Relocation: Sendable, Hashable {
        /// From the section's start in an object, a virtual address in a linked
        /// image.
        package var offset: UInt64
        /// R_X86_64_*; see `RelocationType`.
        package var type: UInt32
        /// In `symbols`.
        package var symbolIndex: Int
        /// Added to the symbol's value, in bytes.
        package var addend: Int64

        static let entrySize = 24
    }

    /// The relocation types that a kernel uses (x86-64 psABI, table 4.9).
    package enum RelocationType {
        /// R_X86_64_NONE.
        package static let none: UInt32 = 0
        /// R_X86_64_64.
        package static let absolute64: UInt32 = 1
        /// R_X86_64_PC32.
        package static let pc32: UInt32 = 2
        /// R_X86_64_PLT32.
        package static let plt32: UInt32 = 4
        /// R_X86_64_32.
        package static let absolute32: UInt32 = 10
        /// R_X86_64_32S.
        package static let absolute32Signed: UInt32 = 11
        /// R_X86_64_PC64.
        package static let pc64: UInt32 = 24
    }

    /// What SHT_RELA sections say of `section`, in file order; empty when there
    /// are none (linked without --emit-relocs).
    package func relocations(for section: Section) throws(ELFError) -> [Relocation] {
        var found: [Relocation] = []
        try forEachRelocation(of: section) { found.append($0) }
        return found
    }

    /// As `relocations(for:)`, without an array: vmlinux's `.text` has 370,000.
    package func forEachRelocation(
        of section: Section, _ body: (Relocation) -> Void
    ) throws(ELFError) {
        do throws(ELFError.Reason) {
            for table in sections where table.info == section.index {
                if table.type == SectionType.rel {
                    throw .unsupported("SHT_REL (\(table.name)) on x86-64")
                }
                if table.type == SectionType.rela { try walk(table, body) }
            }
        } catch {
            throw ELFError(file: name, reason: error)
        }
    }

    private func walk(
        _ table: Section, _ body: (Relocation) -> Void
    ) throws(ELFError.Reason) {
        let size = ELFImage.Relocation.entrySize
        guard table.entrySize == UInt64(size), table.size % UInt64(size) == 0 else {
            throw .malformed("\(table.name) has \(table.size) bytes, \(table.entrySize) an entry")
        }
        let symbolCount = symbols.count
        try storage.parse { file throws(ELFError.Reason) in
            let bytes = try file.slice(table.name, table.offset, table.size)
            for base in stride(from: 0, to: bytes.raw.count, by: size) {
                let info = try bytes.load(UInt64.self, at: base + 8)
                guard Int(info >> 32) < symbolCount else {
                    throw .malformed("\(table.name) names symbol \(info >> 32) of \(symbolCount)")
                }
                body(
                    Relocation(
                        offset: try bytes.load(UInt64.self, at: base),
                        type: UInt32(truncatingIfNeeded: info), symbolIndex: Int(info >> 32),
                        addend: try bytes.load(Int64.self, at: base + 16)))
            }
        }
    }
}
