// SPDX-License-Identifier: Apache-2.0
import ELF

/// What the debug information says: all of the interesting units, and of the
/// others where their code lies.
struct DebugFacts {
    /// The interesting units, resolved.
    private(set) var units: [ResolvedUnit] = []
    private let extraFiles: Set<String>
    /// Code of every unit, by address.
    private var code: [(range: Range<UInt64>, unit: Int)] = []
    private var names: [String] = []

    /// Pieces of code of the interesting units.
    var wantedCode: [(range: Range<UInt64>, unit: String)] {
        let wanted = Set(units.map(\.unit))
        return code.map { ($0.range, names[$0.unit]) }.filter { wanted.contains($0.1) }
    }

    static let schedulerFolder = "kernel/sched/"

    init(_ image: ELFImage, extraFiles: [String]) throws {
        self.extraFiles = Set(extraFiles)
        try Self.withSections(of: image) { sections in try read(sections) }
        guard names.contains(where: { $0.hasPrefix(Self.schedulerFolder) }) else {
            throw FactsError.noSchedulerUnits
        }
    }

    private mutating func read(_ sections: DwarfSections) throws(FactsError) {
        let headers = try DwarfUnit.readAll(sections)
        var folders: Set<String> = []
        var lastFolder: DwarfString?
        for header in headers {
            names.append(
                try header.name.map { text throws(FactsError) in
                    try sections.text(text)
                } ?? "")
            if let folder = header.compilationDirectory, folder != lastFolder {
                folders.insert(try sections.text(folder))
                lastFolder = folder
            }
        }
        let paths = SourcePaths(directories: folders, names: names)
        names = names.map(paths.relative)
        for (number, header) in headers.enumerated() {
            for range in try header.codeRanges(sections) { code.append((range, number)) }
        }
        code.sort { $0.range.lowerBound < $1.range.lowerBound }
        let wanted = wantedUnits()
        for (number, header) in headers.enumerated() where wanted.contains(names[number]) {
            let resolver = try UnitResolver(sections, header, paths)
            units.append(try resolver.resolve(named: names[number]))
        }
    }

    /// Units of kernel/sched, the extra files' own, and for an extra file that
    /// is no unit (it is `#include`d by one) all units of its folder.
    private func wantedUnits() -> Set<String> {
        var wanted = Set(names.filter { $0.hasPrefix(Self.schedulerFolder) })
        let all = Set(names)
        for file in extraFiles where !file.hasPrefix(Self.schedulerFolder) {
            if all.contains(file) {
                wanted.insert(file)
            } else {
                let folder = Self.folder(file)
                wanted.formUnion(all.filter { Self.folder($0) == folder })
            }
        }
        return wanted
    }

    private static func folder(_ path: String) -> Substring {
        path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }

    /// Whether a source file is one of those the facts are about.
    func isWanted(_ file: String) -> Bool {
        file.hasPrefix(Self.schedulerFolder) || extraFiles.contains(file)
    }

    /// Name of the unit whose code holds `address`.
    func unitName(holding address: UInt64) -> String? {
        var (low, high) = (0, code.count)
        while low < high {
            let middle = (low + high) / 2
            if code[middle].range.lowerBound <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0, code[low - 1].range.contains(address) else { return nil }
        return names[code[low - 1].unit]
    }

    static func withSections<Result>(
        of image: ELFImage, _ body: (DwarfSections) throws -> Result
    ) throws -> Result {
        let needed = [".debug_info", ".debug_abbrev", ".debug_line", ".debug_str"]
        for name in needed where image.section(named: name) == nil {
            // `.zdebug_*` is the old way to compress them.
            if image.section(named: ".z" + name.dropFirst()) != nil {
                throw FactsError.unsupported("compressed sections")
            }
            throw FactsError.missing(section: name, file: image.name)
        }
        let all = needed + [".debug_line_str", ".debug_rnglists", ".debug_ranges"]
        return try withBytes(of: image, all[...], []) { bytes in
            try body(
                DwarfSections(
                    info: bytes[0], abbreviations: bytes[1], line: bytes[2], strings: bytes[3],
                    lineStrings: bytes[4], rangeLists: bytes[5], ranges: bytes[6]))
        }
    }

    /// Opens the named sections one inside the other; absent ones are empty.
    private static func withBytes<Result>(
        of image: ELFImage, _ names: ArraySlice<String>, _ opened: [UnsafeRawBufferPointer],
        _ body: ([UnsafeRawBufferPointer]) throws -> Result
    ) throws -> Result {
        guard let name = names.first else { return try body(opened) }
        guard let section = image.section(named: name) else {
            let none = UnsafeRawBufferPointer(start: nil, count: 0)
            return try withBytes(of: image, names.dropFirst(), opened + [none], body)
        }
        return try image.withBytes(of: section) { bytes in
            try withBytes(of: image, names.dropFirst(), opened + [bytes], body)
        }
    }
}
