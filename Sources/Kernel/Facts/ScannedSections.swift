// SPDX-License-Identifier: Apache-2.0
import ELF

/// The sections of an image in which references are looked for, and the tables in
/// them that list functions without using them.
struct ScannedSections {
    /// Sections and delimited tables that list functions for the kernel's own
    /// bookkeeping; an address there is no use of the function.
    private static let bookkeepingSections = [
        "__ksymtab", "__kcrctab", ".orc_", "__bug_table", ".altinstructions",
        ".parainstructions", ".smp_locks", ".retpoline_sites", ".return_sites",
        ".ibt_endbr_seal", ".call_sites", ".cfi_sites", "__ex_table", ".BTF", ".notes",
        "__mcount_loc", "__patchable_function_entries", "__jump_table", ".static_call_sites",
        "_kprobe_blacklist", "_error_injection_whitelist", ".debug", ".eh_frame",
    ]
    private static let bookkeepingTables = [
        "mcount_loc", "kprobe_blacklist", "syscalls_metadata", "static_call_sites",
        "static_call_tramp_key", "__jump_table", "__bug_table", "error_injection_whitelist",
        "orc_unwind", "orc_unwind_ip",
    ]

    let image: ELFImage
    let index: SymbolIndex
    private let excluded: [Range<UInt64>]

    init(_ image: ELFImage, _ index: SymbolIndex) {
        self.image = image
        self.index = index
        excluded = Self.bookkeepingTables.compactMap { name in
            guard let start = index.labels["__start_" + name],
                let end = index.labels["__stop_" + name], start < end
            else { return nil }
            return start..<end
        }
    }

    /// Linked with --emit-relocs: Debian's 6.1 is, 6.12 is not.
    var hasRelocations: Bool {
        image.section(named: ".text").map { text in
            image.sections.contains {
                $0.type == ELFImage.SectionType.rela && $0.info == text.index
            }
        } ?? false
    }

    var codeSections: [ELFImage.Section] {
        image.sections.filter { $0.isAllocated && $0.isExecutable && !$0.isEmptyInFile }
    }

    var dataSections: [ELFImage.Section] {
        image.sections.filter { section in
            section.isAllocated && !section.isExecutable && !section.isEmptyInFile
                && !Self.bookkeepingSections.contains { section.name.hasPrefix($0) }
        }
    }

    func isBookkeeping(_ address: UInt64) -> Bool {
        excluded.contains { $0.contains(address) }
    }

    /// Aligned u64 of a data section that are equal to a target.
    func pointers(
        in section: ELFImage.Section, to targets: AddressSet
    ) throws -> [RawReference] {
        try image.withBytes(of: section) { bytes in
            var found: [RawReference] = []
            let first = Int((8 - section.address & 7) & 7)
            for offset in stride(from: first, through: bytes.count - 8, by: 8) {
                let value = UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                guard targets.contains(value) else { continue }
                let address = section.address + UInt64(offset)
                guard !isBookkeeping(address) else { continue }
                found.append(
                    .init(
                        kind: .addressInData, target: value, address: address,
                        section: section.index))
            }
            return found
        }
    }

    /// What the relocations of a section say, calls apart (`CodeScan` finds
    /// them, with those inside one object that have no relocation).
    func relocated(
        in section: ELFImage.Section, to targets: AddressSet
    ) throws -> [RawReference] {
        typealias Kind = ELFImage.RelocationType
        return try image.withBytes(of: section) { bytes in
            var found: [RawReference] = []
            try image.forEachRelocation(of: section) { relocation in
                let symbol = index.symbols[relocation.symbolIndex]
                let sum = symbol.value &+ UInt64(bitPattern: relocation.addend)
                var target = sum
                switch relocation.type {
                case Kind.absolute64, Kind.absolute32, Kind.absolute32Signed: break
                case Kind.pc32, Kind.plt32, Kind.pc64:
                    // Behind the operand counts in code; data holds distances.
                    if section.isExecutable { target = sum &+ 4 }
                default: return
                }
                guard targets.contains(target), !isBookkeeping(relocation.offset),
                    !isLabel(symbol, at: target)
                else { return }
                let offset = Int(truncatingIfNeeded: relocation.offset &- section.address)
                let isRelative = relocation.type == Kind.pc32 || relocation.type == Kind.plt32
                if section.isExecutable && isRelative && isBranch(bytes, before: offset) {
                    return
                }
                found.append(
                    .init(
                        kind: section.isExecutable ? .addressInCode : .addressInData,
                        target: target, address: relocation.offset, section: section.index))
            }
            return found
        }
    }

    /// A linker script's label, such as `__sched_text_start`, that happens to
    /// stand where a function starts.
    private func isLabel(_ symbol: ELFImage.Symbol, at target: UInt64) -> Bool {
        symbol.type == .none && symbol.value == target
            && !index.functions(at: target).contains { $0.name == symbol.name }
    }

    private func isBranch(_ bytes: UnsafeRawBufferPointer, before offset: Int) -> Bool {
        guard offset >= 2, offset <= bytes.count else { return false }
        return bytes[offset - 1] & 0xfe == 0xe8
            || bytes[offset - 2] == 0x0f && bytes[offset - 1] & 0xf0 == 0x80
    }
}
