// SPDX-License-Identifier: Apache-2.0
import ELF
import Support

/// Reads the bytes that a redirect will overwrite, and which of them the kernel
/// itself changes while it boots.
///
/// Changed at boot: operands that hold an absolute address (KASLR), and what the
/// tables of alternatives, return thunks, retpolines and paravirt calls name
/// (arch/x86/kernel/alternative.c, apply_alternatives(), apply_returns(),
/// apply_retpolines(), apply_paravirt(); checked on 6.1).
package struct SiteReader: Sendable {
    /// The bytes of one place in vmlinux's code, and how far they can be relied on.
    package struct Site: Sendable, Equatable {
        /// As they stand in vmlinux's file.
        package var bytes: [UInt8]
        /// 0xff where a byte is as in the file, 0 where it may differ.
        package var mask: [UInt8]
    }

    let kernel: KernelImage
    let image: ELFImage
    private let index: SymbolIndex

    /// Reads from the mapped image whenever it is asked; nothing is read here.
    package init(_ kernel: KernelImage) {
        self.kernel = kernel
        image = kernel.elf
        index = kernel.symbols
    }

    /// Of the first byte of vmlinux's build id in memory.
    ///
    /// - Throws: `FactsError.noBuildID`.
    package func buildIDAddress() throws(FactsError) -> UInt64 {
        guard let address = image.buildIDAddress else { throw .noBuildID(file: image.name) }
        return address
    }

    /// The code of a function of vmlinux.
    package func code(at address: UInt64, size: UInt64) throws -> [UInt8] {
        try image.read(virtualAddress: address, count: Int(size))
    }

    /// The name that starts exactly at an address. Of several, one that the
    /// compiler refers to (`__x86_return_thunk`) wins over the assembler's own.
    package func name(at address: UInt64) -> String? {
        var names = index.functions(at: address).map(\.name)
        if names.isEmpty {
            names = image.symbols.filter {
                $0.value == address && $0.isInSection && $0.type != .section
            }.map(\.name).filter { !$0.isEmpty }
        }
        let preferred = ["__x86_return_thunk", "__switch_to_asm", "__stack_chk_fail"]
        return names.first { preferred.contains($0) } ?? names.first
    }

    /// A function by its symbol, where that is unique.
    package func function(named name: String) -> (address: UInt64, size: UInt64)? {
        let found = image.symbols.filter { $0.name == name && $0.type == .function }
        return found.count == 1 ? (found[0].value, found[0].size) : nil
    }

    /// The parts that gcc moved away from their functions (`parent.cold`).
    package func coldParts() -> [(parent: String, address: UInt64, size: UInt64)] {
        image.symbols.compactMap { symbol in
            guard symbol.name.hasSuffix(".cold"), symbol.type == .function else { return nil }
            return (String(symbol.name.dropLast(5)), symbol.value, symbol.size)
        }
    }

    /// The code of a function and of its cold part. Where several cold
    /// parts have that name, all are read: a search for exits may see too much code, but
    /// must not miss any.
    package func parts(
        symbol: String, address: UInt64, size: UInt64
    ) throws -> [(address: UInt64, bytes: [UInt8])] {
        let cold = image.symbols.filter { $0.name == symbol + ".cold" && $0.type == .function }
        return try ([(address, size)] + cold.map { ($0.value, $0.size) }).map {
            (address: $0.0, bytes: try code(at: $0.0, size: $0.1))
        }
    }

    /// One site of `length` bytes for each address, in that order.
    package func sites(_ addresses: [UInt64], length: Int) throws -> [Site] {
        var changed = try rewrittenRanges()
        changed += try absoluteOperands(near: addresses, length: length)
        changed.sort { $0.lowerBound < $1.lowerBound }
        return try addresses.map { address in
            let bytes = try image.read(virtualAddress: address, count: length)
            let site = address..<address + UInt64(length)
            var mask = [UInt8](repeating: 0xff, count: length)
            for range in Self.overlapping(changed, site) {
                for byte in range.clamped(to: site) { mask[Int(byte - address)] = 0 }
            }
            return Site(bytes: bytes, mask: mask)
        }
    }

    /// `ranges` are sorted by start, and none is longer than 255 bytes.
    private static func overlapping(
        _ ranges: [Range<UInt64>], _ site: Range<UInt64>
    ) -> ArraySlice<Range<UInt64>> {
        let first = ranges.partitioningIndex { $0.lowerBound + 255 >= site.lowerBound }
        return ranges[first...].prefix { $0.lowerBound < site.upperBound }
    }

    /// Operands of four or eight bytes that KASLR adjusts. From relocations where
    /// vmlinux has kept them; otherwise every value that looks like an address of
    /// the image counts as one.
    private func absoluteOperands(
        near addresses: [UInt64], length: Int
    ) throws -> [Range<UInt64>] {
        let kinds = ELFImage.RelocationType.self
        var found: [Range<UInt64>] = []
        var hasRelocations = false
        for section in image.sections where section.isExecutable && section.isAllocated {
            try image.forEachRelocation(of: section) { relocation in
                hasRelocations = true
                switch relocation.type {
                case kinds.absolute32, kinds.absolute32Signed:
                    found.append(relocation.offset..<relocation.offset + 4)
                case kinds.absolute64: found.append(relocation.offset..<relocation.offset + 8)
                default: break
                }
            }
        }
        return hasRelocations ? found : try likelyAddresses(near: addresses, length: length)
    }

    private func likelyAddresses(
        near addresses: [UInt64], length: Int
    ) throws -> [Range<UInt64>] {
        guard let start = index.labels["_text"], let end = index.labels["_end"] else { return [] }
        var found: [Range<UInt64>] = []
        for address in addresses {
            let first = address - 3
            let bytes = try image.read(virtualAddress: first, count: length + 6)
            for offset in 0..<length + 3 {
                let value = bytes.withUnsafeBytes {
                    Int32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Int32.self))
                }
                let place = first + UInt64(offset)
                if (start..<end).contains(UInt64(bitPattern: Int64(value))) {
                    found.append(place..<place + 4)
                }
            }
        }
        return found
    }

    private func rewrittenRanges() throws -> [Range<UInt64>] {
        var found: [Range<UInt64>] = []
        // s32 relative to itself; the longest form is a cs-prefixed indirect branch.
        for (name, length) in [(".return_sites", 5), (".retpoline_sites", 7), (".call_sites", 6)] {
            try forEachEntry(of: name, size: 4) { table, offset in
                let start = table.relative(at: offset)
                found.append(start..<start + UInt64(length))
            }
        }
        // struct paravirt_patch_site { u8 *instr; u8 type; u8 len; }
        try forEachEntry(of: ".parainstructions", size: 16) { table, offset in
            let start = table.load(UInt64.self, at: offset)
            found.append(start..<start + UInt64(table.load(UInt8.self, at: offset + 9)))
        }
        found += try alternatives()
        return found
    }

    /// struct alt_instr { s32 instr_offset; s32 repl_offset; … u8 instrlen; u8
    /// replacementlen; }: 12 bytes up to 6.2, 14 from 6.3. The size that makes
    /// every entry point into code is the right one.
    private func alternatives() throws -> [Range<UInt64>] {
        let code = image.sections.filter { $0.isExecutable && $0.isAllocated }
            .map { $0.address..<$0.endAddress }
        for size in [12, 14] {
            var found: [Range<UInt64>] = []
            var isRight = true
            try forEachEntry(of: ".altinstructions", size: size) { table, offset in
                let start = table.relative(at: offset)
                isRight = isRight && code.contains { $0.contains(start) }
                found.append(start..<start &+ UInt64(table.load(UInt8.self, at: offset + size - 2)))
            }
            if isRight { return found }
        }
        throw FactsError.unsupported("a table of alternatives with entries of unknown size")
    }

    func forEachEntry(
        of name: String, size: Int, _ body: (ImageTable, Int) -> Void
    ) throws {
        guard let section = image.section(named: name) else { return }
        let table = ImageTable(address: section.address, bytes: try image.contents(of: section))
        for offset in stride(from: 0, through: table.bytes.count - size, by: size) {
            body(table, offset)
        }
    }
}
