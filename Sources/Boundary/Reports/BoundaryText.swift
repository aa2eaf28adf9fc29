// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The boundary for a person at a terminal.
///
///  1. How much of what: by class, by file.
///  2. Every redirect with its first reason, file by file; sidecars.
///  3. What is kept, by reason; what gcc renamed or folded together.
///  4. Variables.
///  5. How a published boundary compares, where the manifest names one.
package struct BoundaryText: Sendable {
    let boundary: Boundary
    /// Characters in a line.
    let width: Int

    /// - Parameter width: in characters; taken as 60 when it is less.
    package init(_ boundary: Boundary, width: Int = 80) {
        self.boundary = boundary
        self.width = max(60, width)
    }

    /// Lines without one at the end; parts stand apart by an empty line.
    package var text: String {
        [
            heading, classes, files, redirects, kept, mangled, folded, variables, listed,
            StructTables(boundary.structs ?? [], width: width).lines,
        ]
        .filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var heading: [String] {
        [
            "Boundary of \(boundary.kernel.release)",
            "build id \(boundary.kernel.buildID)",
            "\(boundary.files.count) files, \(boundary.functions.count) functions looked at, \(boundary.redirects.count) redirected",
        ]
    }

    private var classes: [String] {
        let rows = Boundary.FunctionClass.allCases.compactMap { kind -> [String]? in
            let count = boundary.functions.count { $0.class == kind }
            return count == 0 ? nil : [kind.rawValue, "\(count)", kind.meaning]
        }
        return ["Classes"] + rowsWithText(rows, right: [1])
    }

    /// Rows whose last cell is broken where the line ends.
    func rowsWithText(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        let fixed = Columns.lines(rows.map { $0.dropLast() + ["|"] }, right: right)
            .map { "  " + $0.dropLast() }
        let indent = fixed.first?.count ?? 0
        return zip(fixed, rows).flatMap { start, row in
            var lines = TextLines.sentence(row.last ?? "", width: width, indent: indent)
            guard let first = lines.first else { return [start] }
            lines[0] = start + first.dropFirst(indent)
            return lines
        }
    }

    // MARK: Files

    private static let heads: [(Boundary.FunctionClass, String)] = [
        (.interface, "interface"), (.callback, "callback"), (.sidecar, "sidecar"),
        (.contextSwitch, "switch"), (.insider, "insider"), (.kept, "kept"), (.`init`, "init"),
        (.optimisedAway, "no code"),
    ]

    private var files: [String] {
        let sidecars = Set(boundary.functions.filter { $0.class == .sidecar }.map(\.file))
        let listed = boundary.files + sidecars.subtracting(boundary.files).sorted()
        let byFile = Dictionary(grouping: boundary.functions, by: \.file)
        let heads = Self.heads.filter { kind, _ in
            listed.contains { byFile[$0]?.contains { $0.class == kind } == true }
        }
        let prefix = commonDirectory(listed)
        let rows = listed.map { file in
            [String(file.dropFirst(prefix.count))]
                + heads.map { kind, _ in
                    let count = (byFile[file] ?? []).count { $0.class == kind }
                    return count == 0 ? "·" : "\(count)"
                }
        }
        return ["Files" + (prefix.isEmpty ? "" : " of \(prefix)")]
            + Columns.lines([["file"] + heads.map(\.1)] + rows, right: Set(1...heads.count))
            .map { "  " + $0 }
    }

    private func commonDirectory(_ files: [String]) -> String {
        guard let first = files.first, let slash = first.lastIndex(of: "/") else { return "" }
        let directory = String(first[...slash])
        return files.allSatisfy { $0.hasPrefix(directory) } ? directory : ""
    }

    // MARK: Functions

    private var redirects: [String] {
        let redirected = Set(boundary.redirects)
        let functions = boundary.functions.filter { redirected.contains($0.symbol ?? "") }
        guard !functions.isEmpty else { return [] }
        var lines = ["Redirected (\(functions.count)); sched why FUNCTION has all reasons"]
        for (file, members) in Dictionary(grouping: functions, by: \.file)
            .sorted(by: { $0.key < $1.key })
        {
            for kind in Boundary.FunctionClass.allCases {
                let found = members.filter { $0.class == kind }.sorted { $0.line < $1.line }
                if found.isEmpty { continue }
                lines.append("  \(file), \(kind.rawValue) (\(found.count))")
                lines += rows(found)
            }
        }
        return lines
    }

    private func rows(_ functions: [Boundary.Function]) -> [String] {
        let digits = functions.map { "\($0.line)".count }.max() ?? 1
        let names = functions.map { ($0.symbol ?? $0.name).count }
        let column = min(names.max() ?? 0, 32)
        return functions.map { function in
            let number = "\(function.line)"
            let name = function.symbol ?? function.name
            let start =
                "    " + String(repeating: " ", count: digits - number.count) + number + "  " + name
                + String(repeating: " ", count: max(0, column - name.count)) + "  "
            return start + Self.first(function.reasons.map(\.sentence), room: width - start.count)
        }
    }

    /// The first sentence as far as it fits, and how many more there are.
    static func first(_ sentences: [Sentence], room: Int) -> String {
        guard let first = sentences.first else { return "" }
        let more = sentences.count > 1 ? " +\(sentences.count - 1)" : ""
        return first.fitted(max(12, room - more.count)) + more
    }

    private var kept: [String] {
        let functions = boundary.functions.filter { $0.class == .kept }
        guard !functions.isEmpty else { return [] }
        let reasons = Dictionary(grouping: functions) { $0.evidence.first ?? "" }
        return ["Kept (\(functions.count)): an edit to them is refused"]
            + reasons.sorted { $0.value.count > $1.value.count }.flatMap { reason, members in
                ["  \(reason) (\(members.count)):"] + names(members)
            }
    }

    func names(_ functions: [Boundary.Function]) -> [String] {
        TextLines.wrapped(functions.map { $0.symbol ?? $0.name }, width: width, indent: 4)
    }
}
