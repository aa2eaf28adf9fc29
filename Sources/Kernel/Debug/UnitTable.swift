// SPDX-License-Identifier: Apache-2.0
import Support

/// The compilation units of an image: their headers, and their names relative to
/// the source tree.
struct UnitTable: Sendable {
    let headers: [DwarfUnit]
    /// One for each header; empty for a unit without a name.
    let names: [String]
    let paths: SourcePaths

    init(_ sections: DwarfSections) throws(FactsError) {
        headers = try DwarfUnit.readAll(sections)
        var directories: Set<String> = []
        var lastDirectory: DwarfString?
        var names: [String] = []
        for header in headers {
            names.append(
                try header.name.map { text throws(FactsError) in try sections.text(text) } ?? "")
            if let directory = header.compilationDirectory, directory != lastDirectory {
                directories.insert(try sections.text(directory))
                lastDirectory = directory
            }
        }
        paths = SourcePaths(directories: directories, names: names)
        self.names = names.map(paths.relative)
    }

    /// The first unit of that name.
    func header(named unit: String) -> DwarfUnit? {
        names.firstIndex(of: unit).map { headers[$0] }
    }
}

/// The code of every unit, by address.
struct UnitCode: Sendable {
    let pieces: [(range: Range<UInt64>, unit: String)]

    init(_ units: UnitTable, _ sections: DwarfSections) throws(FactsError) {
        var pieces: [(range: Range<UInt64>, unit: String)] = []
        for (header, name) in zip(units.headers, units.names) {
            for range in try header.codeRanges(sections) { pieces.append((range, name)) }
        }
        self.pieces = pieces.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Name of the unit whose code holds `address`.
    func unitName(holding address: UInt64) -> String? {
        let next = pieces.partitioningIndex { $0.range.lowerBound > address }
        guard next > 0, pieces[next - 1].range.contains(address) else { return nil }
        return pieces[next - 1].unit
    }
}
