// SPDX-License-Identifier: Apache-2.0
import ELF

/// Cuts one compiled object into input sections.
///
///  1. The sections that matter: allocated ones and objtool's `.discard.*`. Each
///     must have a `SectionRule`.
///  2. Each is cut: at its symbols; code without symbols where it is referred
///     to; everything else is one input section.
///  3. Every relocation is given to its input section, its target found.
///  4. Tables that describe code are cut into entries instead.
struct ObjectReading {
    private let image: ELFImage
    private let unit: String
    private let base: InputIndex
    private(set) var inputs: [InputSection] = []
    private(set) var tables: [InputGraph.CodeTable] = []
    /// For each section: (offset of the input section in it, input section), sorted.
    private var pieces: [Int: [(offset: Int, input: InputIndex)]] = [:]
    private var relocations: [Int: [ELFImage.Relocation]] = [:]

    /// `base` is the index that the first input section will have in the graph.
    init(_ image: ELFImage, unit: String, base: InputIndex) throws {
        self.image = image
        self.unit = unit
        self.base = base
        let sections = image.sections.filter(Self.matters)
        for section in sections {
            relocations[section.index] = try image.relocations(for: section)
        }
        try requireKnown(sections)
        let symbols = Dictionary(
            grouping: image.symbols.filter {
                $0.isInSection && ($0.type == .function || $0.type == .object || $0.type == .none)
                    && !$0.name.isEmpty && !$0.name.hasPrefix(".L")
            }, by: \.sectionIndex)
        let entryPoints = try referredOffsets(in: sections)
        for section in sections where Self.isCut(section) {
            try cut(section, symbols[section.index] ?? [], entryPoints[section.index] ?? [])
        }
        for section in sections where section.size > 0 {
            if let count = SectionRule.relocationsPerEntry(section: section.name) {
                try readTable(section, relocationsPerEntry: count)
            } else {
                try attachReferences(section)
                try addHiddenBranches(section)
            }
        }
        for section in sections where SectionRule.treatment(of: section.name) == .runtimePointer {
            try loadRuntimePointers(section)
        }
    }

    /// Whether its content becomes input sections.
    private static func isCut(_ section: ELFImage.Section) -> Bool {
        switch SectionRule.treatment(of: section.name) {
        case .codeTable, .runtimePointer: false
        default: true
        }
    }

    private static func matters(_ section: ELFImage.Section) -> Bool {
        guard section.type != ELFImage.SectionType.rela, section.index > 0 else { return false }
        return section.isAllocated || section.name.hasPrefix(".discard.")
    }

    /// Throws for the first section that no rule is known for.
    private func requireKnown(_ sections: [ELFImage.Section]) throws(ExtractionError) {
        let unknown = sections.first {
            $0.size > 0 && SectionRule.treatment(of: $0.name) == nil
        }
        guard let unknown else { return }
        throw .unknownSection(unit: unit, section: unknown.name, users: users(of: unknown))
    }

    /// Names that tell where a section comes from: the symbols in it, else what
    /// its entries refer to.
    private func users(of section: ELFImage.Section) -> [String] {
        let defined = image.symbols.filter {
            $0.isInSection && $0.sectionIndex == section.index && !$0.name.isEmpty
                && $0.type != .section
        }.map(\.name)
        if !defined.isEmpty { return defined.sorted() }
        let referred = (relocations[section.index] ?? []).map {
            image.symbols[$0.symbolIndex]
        }.map { symbol in
            symbol.name.isEmpty && symbol.isInSection
                ? String(image.sections[symbol.sectionIndex].name.trimmingPrefix(".text."))
                : symbol.name
        }
        return Set(referred).sorted()
    }

    /// Offsets in symbol-less code that relocations point at, by section.
    private func referredOffsets(
        in sections: [ELFImage.Section]
    ) throws -> [Int: Set<Int>] {
        var found: [Int: Set<Int>] = [:]
        for section in sections {
            for relocation in relocations[section.index] ?? [] {
                let symbol = image.symbols[relocation.symbolIndex]
                guard symbol.type == .section, image.sections[symbol.sectionIndex].isExecutable
                else { continue }
                // A branch operand counts from the end of its four bytes.
                let bias: Int64 = section.isExecutable ? 4 : 0
                found[symbol.sectionIndex, default: []].insert(Int(relocation.addend + bias))
            }
        }
        return found
    }

    private mutating func cut(
        _ section: ELFImage.Section, _ symbols: [ELFImage.Symbol], _ entryPoints: Set<Int>
    ) throws {
        let owners = Dictionary(grouping: symbols) { Int($0.value) }
        var offsets = Set(owners.keys)
        if symbols.isEmpty && section.isExecutable {
            offsets.formUnion(entryPoints.filter { (0..<Int(section.size)).contains($0) })
        }
        offsets.insert(0)
        let bytes = try image.contents(of: section)
        let sorted = offsets.sorted()
        for (position, start) in sorted.enumerated() where start < max(1, section.size) {
            let end = position + 1 < sorted.count ? sorted[position + 1] : Int(section.size)
            pieces[section.index, default: []].append((start, base + inputs.count))
            inputs.append(
                input(owners[start] ?? [], start..<end, section, bytes, alone: sorted.count == 1))
        }
    }

    private func input(
        _ owners: [ELFImage.Symbol], _ range: Range<Int>, _ section: ELFImage.Section,
        _ bytes: [UInt8], alone: Bool
    ) -> InputSection {
        // A typed symbol names the input section; labels beside it are aliases.
        let ranked = owners.sorted {
            ($0.type == .none ? 1 : 0, $0.name) < ($1.type == .none ? 1 : 0, $1.name)
        }
        let owner = ranked.first
        var range = range
        // Padding between the symbols of a shared section is not part of them.
        let known = owners.filter { $0.type == .function || $0.type == .object }.map(\.size).max()
        if let known, known > 0 {
            range = range.lowerBound..<min(range.upperBound, range.lowerBound + Int(known))
        }
        let kind: InputSection.Kind =
            switch owner?.type {
            case .function: .function
            case .object: .object
            case nil: .anonymous
            default: section.isExecutable ? .function : .object
            }
        let alignment =
            alone || range.lowerBound == 0
            ? Int(section.alignment)
            : min(Int(section.alignment), 1 << range.lowerBound.trailingZeroBitCount)
        return InputSection(
            name: owner?.name ?? "", unit: unit, kind: kind,
            isGlobal: owner?.binding == .global || owner?.binding == .weak,
            isWeak: owner?.binding == .weak,
            section: SectionTraits(name: section.name, type: section.type, flags: section.flags),
            alignment: max(1, alignment),
            bytes: bytes.isEmpty ? [] : Array(bytes[range]), size: range.count,
            aliases: ranked.dropFirst().map(\.name))
    }

    private mutating func attachReferences(_ section: ELFImage.Section) throws {
        guard let pieces = pieces[section.index] else { return }
        for relocation in (relocations[section.index] ?? []).sorted(by: { $0.offset < $1.offset }) {
            guard let piece = pieces.last(where: { $0.offset <= Int(relocation.offset) }) else {
                continue
            }
            let offset = Int(relocation.offset) - piece.offset
            let holder = inputs[piece.input - base]
            let reference = try reference(relocation, at: offset, in: holder)
            inputs[piece.input - base].references.append(reference)
        }
    }

    /// A branch between two functions of one section has no relocation: the
    /// assembler knew the distance. As the functions part, it needs one.
    private mutating func addHiddenBranches(_ section: ELFImage.Section) throws {
        guard section.isExecutable, let pieces = pieces[section.index], pieces.count > 1 else {
            return
        }
        for piece in pieces where inputs[piece.input - base].kind == .function {
            let input = inputs[piece.input - base]
            let known = Set(input.references.map(\.offset))
            for branch in try PCRelative.branches(input) where !known.contains(branch.operand) {
                let target = piece.offset + branch.target
                guard !(0..<input.size).contains(branch.target),
                    let other = pieces.last(where: { $0.offset <= target })
                else { continue }
                guard branch.operandSize == 4 else {
                    inputs[piece.input - base].obstacle =
                        "\(input.name) has a short branch to \(inputs[other.input - base].name)"
                    continue
                }
                inputs[piece.input - base].references.append(
                    InputReference(
                        offset: branch.operand, type: ELFImage.RelocationType.plt32,
                        target: .input(other.input), addend: Int64(target - other.offset - 4),
                        isBranch: true))
            }
            inputs[piece.input - base].references.sort { $0.offset < $1.offset }
        }
    }

    /// An entry says how far away the operand is: what its relocation refers to.
    private mutating func loadRuntimePointers(_ section: ELFImage.Section) throws {
        let pointer = String(section.name.dropFirst(RuntimePointer.sectionPrefix.count))
        for relocation in relocations[section.index] ?? [] {
            let symbol = image.symbols[relocation.symbolIndex]
            let start = Int(symbol.value) + Int(relocation.addend) - 2
            guard symbol.isInSection,
                let piece = pieces[symbol.sectionIndex]?.last(where: { $0.offset <= start })
            else {
                throw ExtractionError.object(
                    unit: unit, section: section.name, reason: "a place that is not in code")
            }
            let offset = start - piece.offset
            try load(pointer, at: offset..<offset + RuntimePointer.size, in: piece.input - base)
        }
    }

    private mutating func load(_ pointer: String, at range: Range<Int>, in index: Int) throws {
        let input = inputs[index]
        guard range.upperBound <= input.bytes.count,
            let instruction = RuntimePointer(input.bytes[range])
        else { throw failure(input, "no placeholder of \(pointer) at \(range.lowerBound)") }
        inputs[index].bytes.replaceSubrange(range, with: instruction.load)
        inputs[index].references.append(
            InputReference(
                offset: range.lowerBound + RuntimePointer.operandOffset,
                type: ELFImage.RelocationType.pc32, target: .external(pointer), addend: -4,
                isBranch: false))
        inputs[index].references.sort { $0.offset < $1.offset }
    }

    private func reference(
        _ relocation: ELFImage.Relocation, at offset: Int, in holder: InputSection
    ) throws -> InputReference {
        let isBranch =
            PCRelative.types.contains(relocation.type)
            && PCRelative.isBranchOperand(holder, at: offset)
        let (target, addend) = try find(relocation, at: offset, from: holder)
        return InputReference(
            offset: offset, type: relocation.type, target: target, addend: addend,
            isBranch: isBranch)
    }

    private func find(
        _ relocation: ELFImage.Relocation, at offset: Int, from holder: InputSection
    ) throws -> (InputReference.Target, Int64) {
        let symbol = image.symbols[relocation.symbolIndex]
        guard symbol.isInSection else {
            guard symbol.isUndefined, !symbol.name.isEmpty else {
                throw failure(holder, "a relocation to the symbol `\(symbol.name)`")
            }
            return (.external(symbol.name), relocation.addend)
        }
        guard let pieces = pieces[symbol.sectionIndex] else {
            // In a table of code places, or a section without content.
            return (.external("." + image.sections[symbol.sectionIndex].name), relocation.addend)
        }
        var place = Int64(symbol.value)
        if symbol.type == .section && pieces.count > 1 {
            place += relocation.addend
            if holder.section.isExecutable && PCRelative.types.contains(relocation.type) {
                // The processor counts from the end of the instruction.
                place += Int64(try PCRelative.distanceToNextInstruction(holder, from: offset))
            }
        }
        guard let piece = pieces.last(where: { $0.offset <= place }) else {
            throw failure(holder, "a relocation before the start of its section")
        }
        return (
            .input(piece.input),
            Int64(symbol.value) + relocation.addend - Int64(piece.offset)
        )
    }

    private mutating func readTable(
        _ section: ELFImage.Section, relocationsPerEntry count: Int
    ) throws {
        let all = (relocations[section.index] ?? []).sorted { $0.offset < $1.offset }
        let traits = SectionTraits(name: section.name, type: section.type, flags: section.flags)
        let entries = all.count / count
        guard entries > 0, all.count % count == 0, Int(section.size) % entries == 0 else {
            throw ExtractionError.object(
                unit: unit, section: section.name,
                reason: "\(section.size) bytes with \(all.count) relocations")
        }
        let size = Int(section.size) / entries
        let bytes = try image.contents(of: section)
        var table = InputGraph.CodeTable(
            section: traits, alignment: Int(max(1, section.alignment)), entrySize: size)
        let holder = InputSection(
            name: section.name, unit: unit, kind: .anonymous, isGlobal: false, isWeak: false,
            section: traits, alignment: 1, bytes: [], size: 0)
        for index in 0..<entries {
            let start = index * size
            let references = try all[index * count..<(index + 1) * count].map {
                let offset = Int($0.offset) - start
                guard (0..<size).contains(offset) else {
                    throw ExtractionError.object(
                        unit: unit, section: section.name,
                        reason: "entries of \(size) bytes do not fit its relocations")
                }
                return try reference($0, at: offset, in: holder)
            }
            table.entries.append(
                .init(bytes: Array(bytes[start..<start + size]), references: references))
        }
        tables.append(table)
    }

    private func failure(_ holder: InputSection, _ reason: String) -> ExtractionError {
        .object(unit: unit, section: holder.section.name, reason: reason)
    }
}
