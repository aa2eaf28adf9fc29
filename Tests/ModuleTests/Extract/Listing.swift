// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import ELF
@testable import Module

/// The relocations of an extracted object as text, section symbols turned back
/// into the names that they stand for.
struct Listing {
    let object: ObjectFile
    /// The assembler chooses between PC32 and PLT32; they mean the same here.
    private let names: [UInt32: String] = [
        1: "64", 2: "PC32", 4: "PC32", 10: "32", 11: "32S", 24: "PC64",
    ]

    init(_ extracted: ExtractedObject) { object = extracted.object }

    func section(_ name: String) throws -> ObjectFile.Section {
        try #require(object.sections.first { $0.name == name }, "no section \(name)")
    }

    func symbol(_ name: String) throws -> ObjectFile.Symbol {
        try #require(object.symbols.first { $0.name == name }, "no symbol \(name)")
    }

    /// `["PC32 sv_helper", "32S vmlinux_name"]` for the bytes of a symbol.
    func relocations(of name: String) throws -> [String] {
        let symbol = try symbol(name)
        guard case .section(let number) = symbol.place else { return [] }
        let range = symbol.value..<symbol.value + symbol.size
        return object.sections[number].relocations
            .filter { range.contains($0.offset) }.sorted { $0.offset < $1.offset }
            .map { text($0, in: object.sections[number]) }
    }

    func relocations(inSection name: String) throws -> [String] {
        let section = try section(name)
        return section.relocations.sorted { $0.offset < $1.offset }.map { text($0, in: section) }
    }

    private func text(
        _ relocation: ObjectFile.Relocation, in section: ObjectFile.Section
    ) -> String {
        let symbol = object.symbols[relocation.symbol]
        // In code, operands count from the end of their four bytes.
        let bias: Int64 = [2, 4].contains(relocation.type) && section.flags & 4 != 0 ? 4 : 0
        var name = symbol.name
        var distance = relocation.addend + bias
        if symbol.type == .section {
            if let (found, rest) = named(symbol.place, at: distance) {
                name = found
                distance = rest
            } else if case .section(let number) = symbol.place {
                name = object.sections[number].name
            }
        }
        let sum = distance == 0 ? "" : distance > 0 ? "+\(distance)" : "\(distance)"
        return "\(names[relocation.type] ?? "\(relocation.type)") \(name)\(sum)"
    }

    private func named(
        _ place: ObjectFile.Symbol.Place, at offset: Int64
    ) -> (name: String, rest: Int64)? {
        let holder = object.symbols.first { symbol in
            symbol.place == place && symbol.type != .section && symbol.size > 0
                && (Int64(symbol.value)..<Int64(symbol.value + symbol.size)).contains(offset)
        }
        return holder.map { ($0.name, offset - Int64($0.value)) }
    }
}
