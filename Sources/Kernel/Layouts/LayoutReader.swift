// SPDX-License-Identifier: Apache-2.0

/// Makes layouts of a unit's type entries.
struct LayoutReader {
    let sections: DwarfSections
    let types: TypeEntries
    private let files: [String]

    init(
        _ sections: DwarfSections, _ unit: DwarfUnit, _ paths: SourcePaths
    ) throws(FactsError) {
        self.sections = sections
        types = try TypeEntries(sections, unit)
        files = try DwarfFileTable(sections, unit).paths.map(paths.relative)
    }

    /// Every complete struct and union with a name, by `struct name`, that one of
    /// `wanted` files declares.
    func layouts(declaredIn wanted: Set<String>) throws(FactsError) -> [String: StructLayout] {
        var found: [String: StructLayout] = [:]
        for entry in types.entries where entry.isAggregate && !entry.isDeclaration {
            guard let name = entry.name, let file = file(of: entry), wanted.contains(file) else {
                continue
            }
            let title = try title(entry, name)
            if found[title] != nil { continue }
            var members: [StructLayout.Member] = []
            try collect(entry, prefix: "", base: 0, into: &members)
            found[title] = StructLayout(
                name: title, size: entry.byteSize ?? 0, file: file, members: members)
        }
        return found
    }

    private func file(of entry: TypeEntries.Entry) -> String? {
        entry.file.flatMap { $0 < files.count ? files[$0] : nil }
    }

    private func title(
        _ entry: TypeEntries.Entry, _ name: DwarfString
    ) throws(FactsError) -> String {
        (entry.tag == DwarfTag.unionType ? "union " : "struct ") + (try sections.text(name))
    }

    private func collect(
        _ aggregate: TypeEntries.Entry, prefix: String, base: Int,
        into members: inout [StructLayout.Member]
    ) throws(FactsError) {
        for child in aggregate.children where types.entries[child].tag == DwarfTag.member {
            let entry = types.entries[child]
            let (size, storage) = (try size(of: entry.type), entry.byteSize)
            let offset = base + Self.bits(entry, storage: (storage ?? size))
            let name = try entry.name.map { text throws(FactsError) in try sections.text(text) }
            if let inner = types.entry(at: entry.type), inner.isAggregate, inner.name == nil {
                let path = name.map { prefix + $0 + "." } ?? prefix
                try collect(inner, prefix: path, base: offset, into: &members)
                continue
            }
            let type = try spelling(entry.type)
            members.append(
                .init(
                    name: prefix + (name ?? ""), type: type.text,
                    canonical: try spelling(entry.type, resolving: true).text,
                    aggregate: type.aggregate,
                    offset: offset, size: entry.bitSize ?? size * 8,
                    isBitField: entry.bitSize != nil))
        }
    }

    private static func bits(_ entry: TypeEntries.Entry, storage: Int) -> Int {
        let base = (entry.location ?? 0) * 8
        if let offset = entry.dataBitOffset { return base + offset }
        guard let offset = entry.bitOffset else { return base }
        return base + storage * 8 - offset - (entry.bitSize ?? 0)
    }

    private func size(of offset: Int?, depth: Int = 0) throws(FactsError) -> Int {
        guard let entry = types.entry(at: offset), depth < 64 else { return 0 }
        switch entry.tag {
        case DwarfTag.pointerType: return 8
        case DwarfTag.arrayType:
            let count = entry.children.map { types.entries[$0] }
                .filter { $0.tag == DwarfTag.subrangeType }
                .reduce(1) { $0 * ($1.count ?? 0) }
            return try size(of: entry.type, depth: depth + 1) * count
        default:
            if let size = entry.byteSize { return size }
            return try size(of: entry.type, depth: depth + 1)
        }
    }

    /// `resolving` sees through typedefs, but for those of types without names, and
    /// spells functions out.
    fileprivate func spelling(
        _ offset: Int?, resolving: Bool = false, depth: Int = 0
    ) throws(FactsError) -> (text: String, aggregate: String?) {
        guard let entry = types.entry(at: offset), depth < 64 else { return ("void", nil) }
        if resolving, entry.tag == DwarfTag.typedef {
            let inner = try spelling(entry.type, resolving: true, depth: depth + 1)
            if !Self.unnamed.contains(inner.text) { return inner }
        }
        if let name = entry.name {
            if entry.isAggregate {
                let title = try title(entry, name)
                return (title, title)
            }
            let text = try sections.text(name)
            return (entry.tag == DwarfTag.enumerationType ? "enum " + text : text, nil)
        }
        switch entry.tag {
        case DwarfTag.pointerType:
            let inner = try spelling(entry.type, resolving: resolving, depth: depth + 1)
            return (
                inner.text.hasSuffix("*") ? inner.text + "*" : inner.text + " *", inner.aggregate
            )
        case DwarfTag.arrayType:
            let inner = try spelling(entry.type, resolving: resolving, depth: depth + 1)
            let dimensions = entry.children.map { types.entries[$0] }
                .filter { $0.tag == DwarfTag.subrangeType }
                .map { $0.count.map { "[\($0)]" } ?? "[]" }.joined()
            return (inner.text + dimensions, inner.aggregate)
        case DwarfTag.constType, DwarfTag.volatileType, DwarfTag.restrictType, DwarfTag.atomicType:
            return try spelling(entry.type, resolving: resolving, depth: depth + 1)
        case DwarfTag.subroutineType:
            return (resolving ? try signature(entry, depth: depth + 1) : "function", nil)
        case DwarfTag.structureType: return ("struct", nil)
        case DwarfTag.unionType: return ("union", nil)
        case DwarfTag.enumerationType: return ("enum", nil)
        default: return ("?", nil)
        }
    }
}

extension LayoutReader {
    fileprivate static let unnamed: Set<String> = ["struct", "union", "enum"]

    /// `int function(struct rq *, int)`
    fileprivate func signature(
        _ entry: TypeEntries.Entry, depth: Int
    ) throws(FactsError) -> String {
        var parameters: [String] = []
        for child in entry.children where types.entries[child].tag == DwarfTag.formalParameter {
            let type = types.entries[child].type
            parameters.append(try spelling(type, resolving: true, depth: depth).text)
        }
        let result = try spelling(entry.type, resolving: true, depth: depth).text
        return "\(result) function(\(parameters.joined(separator: ", ")))"
    }

    /// Names (`struct rq`) of what code outside can hold an object of: reached
    /// from the unit's variables (those in `private` apart), and from parameters
    /// and results of functions that are declared only or in `crossing`, through
    /// members, pointers, arrays and function types.
    func shared(
        crossing: Set<String>, private owned: Set<String>
    ) throws(FactsError) -> Set<String> {
        var queue: [Int] = []
        for entry in types.entries where entry.parent == nil {
            let name = try entry.name.map { text throws(FactsError) in try sections.text(text) }
            if entry.tag == DwarfTag.variable, let type = entry.type {
                if name.map(owned.contains) != true { queue.append(type) }
            } else if entry.tag == DwarfTag.subprogram,
                entry.isDeclaration || name.map(crossing.contains) == true
            {
                queue += parts(of: entry)
            }
        }
        var seen: Set<Int> = []
        var names: Set<String> = []
        while let next = queue.popLast() {
            guard seen.insert(next).inserted, let entry = types.entry(at: next) else { continue }
            if entry.isAggregate, let name = entry.name { names.insert(try title(entry, name)) }
            queue += parts(of: entry)
        }
        return names
    }

    /// Types that a type or function is made of.
    private func parts(of entry: TypeEntries.Entry) -> [Int] {
        let inner = entry.children.map { types.entries[$0] }.filter {
            $0.tag == DwarfTag.member || $0.tag == DwarfTag.formalParameter
        }
        return (inner.map(\.type) + [entry.type]).compactMap { $0 }
    }
}
