// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// The boundary for a person at a terminal: how much of what, file by file,
/// then every redirect with its reason, what is kept, and the variables.
public struct BoundaryText: Sendable {
    let boundary: Boundary

    public init(_ boundary: Boundary) { self.boundary = boundary }

    public var text: String {
        [heading, classes, files, redirects, kept, variables].filter { !$0.isEmpty }
            .map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
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
        return ["Classes"] + Columns.lines(rows, right: [1]).map { "  " + $0 }
    }

    private var files: [String] {
        let kinds: [Boundary.FunctionClass] = [
            .interface, .callback, .sidecar, .insider, .kept, .`init`, .optimisedAway,
        ]
        let header = ["file"] + kinds.map(\.rawValue)
        let sidecars = Set(boundary.functions.filter { $0.class == .sidecar }.map(\.file))
        let listed = boundary.files + sidecars.subtracting(boundary.files).sorted()
        let rows = listed.map { file in
            let functions = boundary.functions.filter { $0.file == file }
            return [file]
                + kinds.map { kind in
                    let count = functions.count { $0.class == kind }
                    return count == 0 ? "·" : "\(count)"
                }
        }
        return ["Files"]
            + Columns.lines([header] + rows, right: Set(1...kinds.count)).map { "  " + $0 }
    }

    private var redirects: [String] {
        let redirected = Set(boundary.redirects)
        let functions = boundary.functions.filter { redirected.contains($0.symbol ?? "") }
        return ["Redirected (\(functions.count))"] + byFile(functions)
    }

    private var kept: [String] {
        let functions = boundary.functions.filter { $0.class == .kept }
        return functions.isEmpty ? [] : ["Kept (\(functions.count))"] + byFile(functions)
    }

    private func byFile(_ functions: [Boundary.Function]) -> [String] {
        Dictionary(grouping: functions, by: \.file).sorted { $0.key < $1.key }
            .flatMap { file, functions in
                let rows = functions.sorted { $0.line < $1.line }.map { function in
                    [
                        "\(function.line)", function.symbol ?? function.name,
                        function.class.rawValue, reason(function.evidence),
                    ]
                }
                return ["  \(file)"] + Columns.lines(rows, right: [0]).map { "    " + $0 }
            }
    }

    /// The first sentence, and how many more there are.
    private func reason(_ evidence: [String]) -> String {
        guard let first = evidence.first else { return "" }
        return evidence.count == 1 ? first : "\(first) (+\(evidence.count - 1))"
    }
}

/// Columns as wide as their widest cell.
enum Columns {
    /// - Parameter right: columns of figures, aligned to the right.
    static func lines(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return right.contains(column) ? space + cell : cell + space
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
