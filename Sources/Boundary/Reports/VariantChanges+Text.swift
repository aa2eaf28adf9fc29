// SPDX-License-Identifier: Apache-2.0
import Support

// What `sched diff MANIFEST` prints.
extension VariantChanges {
    /// For a terminal: the sums, a table of the functions, then what differs in the source.
    package var text: String {
        [heading, table, variables, sources]
            .filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var heading: [String] {
        var counts = ["\(totals.functionsChanged) changed", "\(totals.functionsAdded) added"]
        if totals.functionsRemoved > 0 { counts.append("\(totals.functionsRemoved) removed") }
        var rows = [
            ["functions", counts.joined(separator: ", ")], ["lines", totals.lines.text],
        ]
        if let changed = totals.dataChanged { rows.append(["data", "\(changed) changed"]) }
        if let count = totals.instructions { rows.append(["instructions", count.text]) }
        return ["\(variant) \(version) against \(kernel.release)"]
            + Columns.lines(rows).map { "  " + $0 }
    }

    private var table: [String] {
        if functions.isEmpty { return [] }
        let isCompiled = totals.instructions != nil
        let head =
            ["function", "class", "", "lines"] + (isCompiled ? ["instructions"] : []) + ["place"]
        let rows = functions.map { function in
            [
                function.name, function.class?.rawValue ?? "new", function.kind.rawValue,
                function.kind == .recompiled ? "·" : function.lines.text,
            ] + (isCompiled ? [function.instructions?.text ?? "·"] : [])
                + ["\(function.file):\(function.line)"]
        }
        return ["Functions"] + Columns.lines([head] + rows).map { "  " + $0 }
    }

    private var variables: [String] {
        guard let data, !data.isEmpty else { return [] }
        let rows = data.map { [$0.name, $0.unit, $0.isAdded ? "new" : $0.detail] }
        return ["Data"] + Columns.lines(rows).map { "  " + $0 }
    }

    private var sources: [String] {
        let edited = functions.filter { !$0.diff.isEmpty }.map { function in
            ["\(function.file): \(function.name) (\(function.label))"] + function.diff
        }
        let others = otherEdits.map { ["\($0.file): outside functions"] + $0.diff }
        return Array((edited + others).joined(separator: [""]))
    }
}

extension VariantChanges.Function {
    /// Such as `insider, edited`.
    fileprivate var label: String {
        ([`class`?.rawValue].compactMap { $0 } + [kind.rawValue]).joined(separator: ", ")
    }
}

extension VariantChanges.LineCount {
    /// Such as `+3 -1`.
    package var text: String { "+\(added) -\(removed)" }
}

extension VariantChanges.InstructionCount {
    /// Such as `120 -> 131 (+11)`.
    package var text: String {
        if before == 0, after == 0 { return "no code of its own" }
        let change = after - before
        return "\(before) -> \(after) (\(change > 0 ? "+" : "")\(change))"
    }
}
