// SPDX-License-Identifier: Apache-2.0
//
// A module may refer to addresses of the kernel image that no exported symbol
// names. The linker knows them as absolute symbols (SHN_ABS), which the module
// loader takes as they stand: with KASLR they are wrong. But the whole image moves
// as one, so each such address keeps its distance to every other, and a relocation
//
//   absolute symbol A          + addend
//
// means the same as
//
//   undefined symbol anchor    + addend + (A - anchor at link time)
//
// which the loader of the running kernel resolves. It holds for every type whose
// result is S + A or S + A - P (x86-64 psABI, table 4.9). The file keeps its form:
// r_info and r_addend change where they stand, and the symbol table gets shorter.

/// An exported symbol of the kernel, by which a module names addresses of the image.
package struct KernelAnchor: Sendable, Equatable {
    /// Undefined in the module: the module loader resolves it.
    package var symbol: String
    /// Its address at link time.
    package var address: UInt64
    /// Link-time address of `_text`, where the image begins.
    package var textBase: UInt64

    package init(symbol: String, address: UInt64, textBase: UInt64) {
        self.symbol = symbol
        self.address = address
        self.textBase = textBase
    }

    /// KERNEL_IMAGE_SIZE with KASLR (arch/x86/include/asm/page_64_types.h): the image
    /// is never longer.
    private static let imageSize: UInt64 = 1 << 30
    /// What lies below is no address: per-CPU offsets, sizes, file symbols.
    private static let smallest: UInt64 = 1 << 31

    /// A copy of the module in which no absolute symbol lies inside the kernel image.
    /// Other absolute symbols stay.
    ///
    /// - Parameter name: what errors call the file.
    /// - Throws: `ELFError` for a file that is no relocatable image with symbols, for
    ///   one that does not refer to the anchor, and for what cannot be expressed: an
    ///   absolute symbol that is neither small nor inside the image, or a relocation
    ///   of another type.
    package func rebasing(_ bytes: [UInt8], name: String) throws(ELFError) -> [UInt8] {
        let image = try ELFImage(bytes: bytes, name: name)
        do throws(ELFError.Reason) {
            let symbols = try AnchoredSymbols(image, self)
            var result = bytes
            for table in image.sections where table.type == ELFImage.SectionType.rela {
                try rebase(table, symbols, in: &result)
            }
            symbols.shorten(&result)
            return result
        } catch {
            throw ELFError(file: name, reason: error)
        }
    }

    private func rebase(
        _ table: ELFImage.Section, _ symbols: AnchoredSymbols, in bytes: inout [UInt8]
    ) throws(ELFError.Reason) {
        let size = UInt64(ELFImage.Relocation.entrySize)
        guard table.entrySize == size, table.size % size == 0 else {
            throw .malformed("\(table.name) has \(table.size) bytes, \(table.entrySize) an entry")
        }
        for at in stride(from: table.offset, to: table.offset + table.size, by: Int(size)) {
            try rebaseEntry(at: Int(at), of: table, symbols, in: &bytes)
        }
    }

    private func rebaseEntry(
        at offset: Int, of table: ELFImage.Section, _ symbols: AnchoredSymbols,
        in bytes: inout [UInt8]
    ) throws(ELFError.Reason) {
        let info = bytes.loadLittle(at: offset + 8)
        let type = UInt32(truncatingIfNeeded: info)
        guard let place = symbols.place(of: Int(info >> 32)) else {
            throw .malformed("\(table.name) names symbol \(info >> 32)")
        }
        bytes.storeLittle(UInt64(place.index) << 32 | UInt64(type), at: offset + 8)
        guard let value = place.value else { return }
        guard Self.types.contains(type) else {
            throw .unsupported("relocation type \(type) in \(table.name), to a kernel address,")
        }
        let addend = bytes.loadLittle(at: offset + 16)
        bytes.storeLittle(addend &+ value &- address, at: offset + 16)
    }

    /// Their results depend on the symbol only by S + A, and hold a kernel address or
    /// the distance to one.
    private static let types: Set<UInt32> = [
        ELFImage.RelocationType.absolute64, ELFImage.RelocationType.pc32,
        ELFImage.RelocationType.plt32, ELFImage.RelocationType.absolute32Signed,
        ELFImage.RelocationType.pc64,
    ]

    /// Whether an absolute symbol moves with the image.
    fileprivate func moves(_ symbol: ELFImage.Symbol) throws(ELFError.Reason) -> Bool {
        guard symbol.isAbsolute, symbol.value >= Self.smallest else { return false }
        guard symbol.value >= textBase, symbol.value - textBase < Self.imageSize,
            symbol.binding != .local
        else {
            throw .malformed(
                "the absolute symbol \(symbol.name), 0x\(String(symbol.value, radix: 16)), is"
                    + " neither a small number nor a global address of the kernel image")
        }
        return true
    }
}

/// Which symbols stay, and what stands for the others.
private struct AnchoredSymbols {
    /// What a relocation names in place of a symbol.
    struct Place {
        /// In the shortened table.
        var index: Int
        /// The link-time address that was meant; nil when the symbol stays.
        var value: UInt64?
    }

    private let table: ELFImage.Section
    /// File offset of the table's section header.
    private let header: Int
    private let kept: [Int]
    private let places: [Place]

    init(_ image: ELFImage, _ anchor: KernelAnchor) throws(ELFError.Reason) {
        typealias Kind = ELFImage.SectionType
        guard image.header.type == .relocatable,
            let table = image.sections.first(where: { $0.type == Kind.symbolTable })
        else { throw .malformed("not a relocatable file with symbols") }
        // Section groups and extended section indices count symbols as well.
        if let other = image.sections.first(where: {
            $0.link == table.index && $0.type != Kind.rela
        }) {
            throw .unsupported("the section \(other.name) beside the symbol table")
        }
        guard
            let target = image.symbols.first(where: {
                $0.name == anchor.symbol && $0.isUndefined
            })
        else { throw .malformed("it does not refer to `\(anchor.symbol)`") }
        var kept: [Int] = []
        var moving: [Int: UInt64] = [:]
        for symbol in image.symbols {
            if try anchor.moves(symbol) {
                moving[symbol.index] = symbol.value
            } else {
                kept.append(symbol.index)
            }
        }
        let positions = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
        let home = positions[target.index] ?? 0
        places = image.symbols.map {
            Place(index: positions[$0.index] ?? home, value: moving[$0.index])
        }
        self.table = table
        self.kept = kept
        header = Int(image.header.sectionOffset) + table.index * ELFImage.Section.headerSize
    }

    func place(of index: Int) -> Place? {
        places.indices.contains(index) ? places[index] : nil
    }

    /// Moves the kept symbols together. Local ones come first and all stay, so sh_info
    /// does.
    func shorten(_ bytes: inout [UInt8]) {
        let size = ELFImage.Symbol.entrySize
        let start = Int(table.offset)
        let entries = kept.flatMap { bytes[(start + $0 * size)..<(start + ($0 + 1) * size)] }
        let rest = [UInt8](repeating: 0, count: Int(table.size) - entries.count)
        bytes.replaceSubrange(start..<start + Int(table.size), with: entries + rest)
        bytes.storeLittle(UInt64(entries.count), at: header + 32)
    }
}

extension [UInt8] {
    fileprivate func loadLittle(at offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(self[offset + $1]) << (8 * UInt64($1)) }
    }

    fileprivate mutating func storeLittle(_ value: UInt64, at offset: Int) {
        for index in 0..<8 {
            self[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }
}
