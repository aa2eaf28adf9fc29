// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// The lines by which a variant's sources differ from the kernel's, to find the patch
/// behind what is wrong with the variant.
struct PatchedLines: Sendable {
    /// A line that is added or removed.
    struct Line: Sendable, Equatable {
        /// In the kernel tree.
        var file: String
        var change: PatchedFile.Change
        /// In the patch, or in the editable tree.
        var location: SourceLocation

        var isAdded: Bool { change.isAdded }
        var text: String { change.text }
    }

    /// File by file, in the order of the files.
    let lines: [Line]
    /// The manifest's line of the only patch; nil when there are more.
    private let onlyPatch: SourceLocation?

    init(_ tree: PatchedTree) {
        lines = tree.files.values.sorted { $0.path < $1.path }.flatMap { file in
            file.changes().map {
                Line(file: file.path, change: $0, location: tree.place($0, of: file))
            }
        }
        onlyPatch = tree.patches.count == 1 ? tree.patches[0].location : nil
    }

    /// No lines, for a variant without patches.
    init() {
        lines = []
        onlyPatch = nil
    }

    /// The place of the lines that name `name`: those of `file` before others, an added
    /// line before a removed one; nil when none does.
    func place(of name: String, in file: String? = nil) -> SourceLocation? {
        let naming = lines.filter { Self.names($0.text, name) }
        let near = naming.filter { $0.file == file }
        return [near, naming].lazy.compactMap { $0.first(where: \.isAdded) ?? $0.first }
            .first?.location
    }

    /// The same; when no patch names it, the manifest's line of the only patch there is.
    func origin(of name: String, in file: String? = nil) -> SourceLocation? {
        place(of: name, in: file) ?? onlyPatch
    }

    /// Whether `name` stands in the line as a word of C.
    static func names(_ line: String, _ name: String) -> Bool {
        func isWord(_ character: Character) -> Bool {
            character == "_" || character.isLetter || character.isNumber
        }
        return line.ranges(of: name).contains { range in
            (range.lowerBound == line.startIndex
                || !isWord(line[line.index(before: range.lowerBound)]))
                && (range.upperBound == line.endIndex || !isWord(line[range.upperBound]))
        }
    }

    /// Files that differ.
    var files: [String] {
        var seen: Set<String> = []
        return lines.map(\.file).filter { seen.insert($0).inserted }
    }

    /// EXPORT_SYMBOL of names that no line removes.
    func newExports() -> [Diagnostic] {
        let pattern = #/^\s*EXPORT_(?:PER_CPU_|TRACEPOINT_)?SYMBOL\w*\(\s*(\w+)/#
        var exported: [String: Int] = [:]
        for line in lines {
            guard let match = line.text.firstMatch(of: pattern) else { continue }
            exported[String(match.1), default: 0] += line.isAdded ? 1 : -1
        }
        return exported.filter { $0.value > 0 }.keys.sorted().compactMap { name in
            guard
                let line = lines.first(where: {
                    $0.isAdded && $0.text.firstMatch(of: pattern)?.1 == name[...]
                })
            else { return nil }
            return Diagnostic(
                .newExport, at: line.location,
                "`\(name)` is exported: what a variant defines cannot be used by other modules, they would hold the variant in memory",
                hint: "leave the EXPORT_SYMBOL out; symbols that the kernel exports stay exported")
        }
    }
}
