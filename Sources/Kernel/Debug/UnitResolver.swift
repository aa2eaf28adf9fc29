// SPDX-License-Identifier: Apache-2.0

/// A unit's functions and variables with names and files, from its entries.
struct ResolvedUnit {
    struct Function {
        var name: String
        var file: String
        var line: Int
        var isExternal: Bool
        /// Pieces of code, the entry's first; empty when none is left.
        var pieces: [UInt64]
        /// Source names of the functions that it was inlined into.
        var inlinedBy: Set<String>
    }

    struct Variable {
        var name: String
        var file: String
        var line: Int
        var isExternal: Bool
        var address: UInt64
        var function: String?
    }

    /// Relative to the tree.
    var unit: String
    var functions: [Function] = []
    var variables: [Variable] = []
    var tailCallEnds: [UInt64] = []
}

/// Follows the references between one unit's entries.
struct UnitResolver {
    private struct Identity {
        var name: String
        var file: String
        var line: Int
        var isExternal: Bool
    }

    private let sections: DwarfSections
    private let unit: DwarfUnit
    private let entries: UnitEntries
    private let files: [String]
    /// Subprograms and variables by offset.
    private let byOffset: [Int: UnitEntries.Entry]

    init(
        _ sections: DwarfSections, _ unit: DwarfUnit, _ paths: SourcePaths
    ) throws(FactsError) {
        self.sections = sections
        self.unit = unit
        entries = try UnitEntries(sections, unit)
        files = try DwarfFileTable(sections, unit).paths.map(paths.relative)
        byOffset = Dictionary(
            (entries.subprograms + entries.variables).map { ($0.offset, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    func resolve(named name: String) throws(FactsError) -> ResolvedUnit {
        var result = ResolvedUnit(unit: name)
        result.tailCallEnds = entries.tailCallEnds
        let inliners = try inliners()
        for entry in entries.subprograms where !entry.isDeclaration {
            let pieces = try pieces(entry)
            // A concrete instance stands for its abstract one; an abstract one
            // is reported only when it has no concrete instance with code.
            guard !pieces.isEmpty || entry.origin == nil, let who = try identity(entry) else {
                continue
            }
            result.functions.append(
                .init(
                    name: who.name, file: who.file, line: who.line, isExternal: who.isExternal,
                    pieces: pieces, inlinedBy: inliners[root(entry).offset] ?? []))
        }
        for entry in entries.variables {
            guard let address = entry.address, let who = try identity(entry) else { continue }
            result.variables.append(
                .init(
                    name: who.name, file: who.file, line: who.line, isExternal: who.isExternal,
                    address: address, function: try entry.parent.flatMap(functionName)))
        }
        return result
    }

    private func functionName(_ offset: Int) throws(FactsError) -> String? {
        guard let entry = byOffset[offset] else { return nil }
        return try identity(entry)?.name
    }

    /// Who inlined what: abstract entry → names of the functions around.
    private func inliners() throws(FactsError) -> [Int: Set<String>] {
        var found: [Int: Set<String>] = [:]
        for inlining in entries.inlinings {
            guard let name = try functionName(inlining.parent) else { continue }
            let callee = byOffset[inlining.callee].map { root($0).offset } ?? inlining.callee
            found[callee, default: []].insert(name)
        }
        return found
    }

    /// The entry that `entry` is an instance of, in the end.
    private func root(_ entry: UnitEntries.Entry) -> UnitEntries.Entry {
        var entry = entry
        for _ in 0..<8 {
            guard let origin = entry.origin, let next = byOffset[origin] else { break }
            entry = next
        }
        return entry
    }

    /// Name, file and line, each from the nearest entry that has it.
    private func identity(_ entry: UnitEntries.Entry) throws(FactsError) -> Identity? {
        var (name, file, line) = (entry.name, entry.file, entry.line)
        var isExternal = entry.isExternal
        var step = entry
        for _ in 0..<8 {
            guard let origin = step.origin, let next = byOffset[origin] else { break }
            step = next
            name = name ?? next.name
            file = file ?? next.file
            line = line ?? next.line
            isExternal = isExternal || next.isExternal
        }
        guard let name else { return nil }
        let path = file.flatMap { $0 < files.count ? files[$0] : nil } ?? ""
        return Identity(
            name: try sections.text(name), file: path, line: line ?? 0, isExternal: isExternal)
    }

    /// Starts of the function's pieces of code.
    private func pieces(_ entry: UnitEntries.Entry) throws(FactsError) -> [UInt64] {
        if let ranges = entry.ranges {
            return try sections.codeRanges(at: ranges, unit).map(\.lowerBound)
        }
        return entry.address.map { [$0] } ?? []
    }
}
