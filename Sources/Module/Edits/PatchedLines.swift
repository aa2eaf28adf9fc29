// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// The lines that patches add and remove, to find the patch behind what is wrong
/// with the variant.
struct PatchedLines: Sendable {
    struct Line: Sendable, Equatable {
        var patch: Int
        var file: String
        var hunk: Int
        var change: Patch.Change

        var isAdded: Bool { change.isAdded }
        var text: String { change.text }
    }

    private let patches: [Patch]
    let lines: [Line]

    init(_ patches: [Patch]) {
        self.patches = patches
        lines = patches.enumerated().flatMap { number, patch in
            patch.files.flatMap { file in
                file.hunks.flatMap { hunk in
                    hunk.changes.map {
                        Line(patch: number, file: file.path, hunk: hunk.number, change: $0)
                    }
                }
            }
        }
    }

    /// The place of the lines that name `name`, with a note that
    /// says which hunk: those of `file` before others, an added line before a
    /// removed one. When no patch names it, the only patch there is.
    func origin(
        of name: String, in file: String? = nil
    ) -> (location: SourceLocation, note: String?)? {
        let naming = lines.filter { Self.names($0.text, name) }
        let near = naming.filter { $0.file == file }
        guard
            let line = [near, naming].lazy.compactMap({ $0.first(where: \.isAdded) ?? $0.first })
                .first
        else {
            return patches.count == 1 ? (patches[0].location, nil) : nil
        }
        return (location(line), describe(line))
    }

    /// The patch's line in the manifest; the line itself in an editable tree.
    func location(_ line: Line) -> SourceLocation {
        let patch = patches[line.patch]
        return patch.editedPlace(line.file, line: line.change.newLine) ?? patch.location
    }

    func describe(_ line: Line) -> String {
        let patch = patches[line.patch]
        guard patch.editedFiles == nil else { return "the edit of \(line.file)" }
        return
            "\(patch.name): hunk \(line.hunk) (\(patch.path):\(line.change.patchLine)) of \(line.file)"
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

    /// Files that are touched, in the order of the patches.
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
                .newExport, at: location(line),
                "\(describe(line)) exports `\(name)`: what a variant defines cannot be used by other modules, they would hold the variant in memory",
                hint: "leave the EXPORT_SYMBOL out; symbols that the kernel exports stay exported")
        }
    }
}
