// SPDX-License-Identifier: Apache-2.0
import ELF

/// What an input section says, apart from where the compiler put it and what it
/// numbered:
/// two compilations of the same source text give equal signatures, also when
/// lines have moved.
///
/// Operands of relocations count by the name of what they refer to, strings and
/// numbered constants (`CSWTCH.12`, `__func__.3`) by their content. Of the
/// tables that describe code (static keys, exceptions, alternatives, bugs) the
/// entries about a function belong to it; the line number of a bug entry does
/// not count.
struct InputSignature: Hashable {
    private var size: Int
    private var bytes: [UInt8]
    private var references: [Reference] = []
    private var places: Set<Place> = []

    private struct Reference: Hashable {
        var offset: Int
        var type: UInt32
        var target: Target
    }

    private enum Target: Hashable {
        case named(String, Int64)
        case text(ArraySlice<UInt8>)
        case constant(String, [UInt8])
        case code([UInt8], [String])
    }

    private struct Place: Hashable {
        var table: String
        var bytes: [UInt8]
        var references: [Reference]
    }

    init(_ input: InputSection, _ reader: SignatureReader) {
        size = input.size
        bytes = reader.maskedBytes(input)
        references = input.references.map { reference in
            Reference(
                offset: reference.offset, type: reference.type,
                target: Self.target(reference, in: input, reader))
        }
    }

    /// Takes in an entry of a table of code places.
    mutating func add(
        _ entry: InputGraph.Entry, of table: InputGraph.CodeTable, _ reader: SignatureReader
    ) {
        if table.section.name == SectionRule.bugTable {
            // struct bug_entry ends with u16 line, u16 flags.
            places.insert(
                Place(
                    table: table.section.name,
                    bytes: Array(entry.bytes.suffix(2)), references: []))
            return
        }
        places.insert(
            Place(
                table: table.section.name, bytes: entry.bytes,
                references: entry.references.map {
                    Reference(
                        offset: $0.offset, type: $0.type, target: Self.target($0, in: nil, reader))
                }))
    }

    private static func target(
        _ reference: InputReference, in holder: InputSection?, _ reader: SignatureReader
    ) -> Target {
        switch reference.target {
        case .external(let name):
            return .named(name, reader.loose.contains(name) ? 0 : reference.addend)
        case .input(let index):
            let input = reader.graph.inputs[index]
            let traits = input.section
            if traits.isString {
                return .text(reader.string(in: input, reference, holder))
            }
            if input.name.isEmpty && traits.isExecutable {
                return .code(reader.maskedBytes(input), reader.names(input))
            }
            if input.name.isEmpty { return .named(traits.name, reference.addend) }
            let name = stableName(input.name)
            if name != input.name && input.kind == .object && !traits.isWritable {
                return .constant(name, input.bytes)
            }
            // Which of its elements a private array has is the variant's business.
            return .named(name, reader.loose.contains(name) ? 0 : reference.addend)
        }
    }

    /// In words, for a variable that a variant has with other content.
    func firstDifference(from other: InputSignature) -> String {
        if size != other.size { return "\(size) bytes, \(other.size) in the variant" }
        if size <= 8, references.isEmpty, other.references.isEmpty {
            return "\(number), \(other.number) in the variant"
        }
        let place = zip(bytes, other.bytes).enumerated().first { $1.0 != $1.1 }?.offset
        let reference = zip(references, other.references).first { $0 != $1 }?.0.offset
        let first = [place, reference].compactMap { $0 }.min()
        return first.map { "the first difference is at byte \($0) of \(size)" }
            ?? "it refers to something else"
    }

    private var number: UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The name without gcc's numbers: `__warned.12` is `__warned`,
    /// `finish_task_switch.isra.0` is `finish_task_switch.isra`.
    static func stableName(_ name: String) -> String {
        var name = Substring(name)
        while let dot = name.lastIndex(of: "."), dot > name.startIndex,
            name[name.index(after: dot)...].allSatisfy(\.isNumber)
        {
            name = name[..<dot]
        }
        return String(name)
    }
}

/// What signatures of one graph are made with.
struct SignatureReader {
    let graph: InputGraph
    /// Variables whose elements may be numbered differently.
    let loose: Set<String>

    /// Bytes with the operands of relocations cleared; a variable without bytes
    /// in the file is zero.
    func maskedBytes(_ input: InputSection) -> [UInt8] {
        var bytes = input.bytes.isEmpty ? [UInt8](repeating: 0, count: input.size) : input.bytes
        for reference in input.references {
            let width =
                reference.type == ELFImage.RelocationType.absolute64
                    || reference.type == ELFImage.RelocationType.pc64 ? 8 : 4
            for place in reference.offset..<min(bytes.count, reference.offset + width) {
                bytes[place] = 0
            }
        }
        return bytes
    }

    func names(_ input: InputSection) -> [String] {
        input.references.map { reference in
            switch reference.target {
            case .external(let name): name
            case .input(let index): InputSignature.stableName(graph.inputs[index].name)
            }
        }
    }

    /// The string that a reference points into.
    func string(
        in input: InputSection, _ reference: InputReference, _ holder: InputSection?
    ) -> ArraySlice<UInt8> {
        var place = Int(reference.addend)
        if PCRelative.types.contains(reference.type), let holder, holder.section.isExecutable {
            place +=
                (try? PCRelative.distanceToNextInstruction(holder, from: reference.offset)) ?? 4
        }
        guard input.bytes.indices.contains(place) else { return [] }
        return input.bytes[place...].prefix { $0 != 0 }
    }
}

extension SectionTraits {
    /// SHF_MERGE and SHF_STRINGS.
    var isString: Bool { flags & 0x30 == 0x30 }
}
