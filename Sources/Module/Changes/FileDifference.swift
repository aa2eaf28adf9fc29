// SPDX-License-Identifier: Apache-2.0
import Boundary

/// A patched file beside the kernel's, line by line.
struct FileDifference {
    struct Row: Equatable {
        /// In the kernel's file, from 1; nil for an added line.
        var old: Int?
        /// In the patched file, from 1; nil for a removed line.
        var new: Int?
        var text: String

        var isChanged: Bool { old == nil || new == nil }
        var isBlank: Bool { text.allSatisfy(\.isWhitespace) }
        fileprivate var sign: String { old == nil ? "+" : new == nil ? "-" : " " }
    }

    let rows: [Row]

    init(_ file: PatchedFile) {
        let stock = (file.stock ?? []).map { String(decoding: $0, as: UTF8.self) }
        let lines = (file.lines ?? []).map { String(decoding: $0.bytes, as: UTF8.self) }
        let changes = file.changes()
        let removed = Set(changes.filter { !$0.isAdded }.map(\.stockLine))
        let added = Set(changes.filter(\.isAdded).map(\.line))
        var rows: [Row] = []
        var (old, new) = (1, 1)
        while old <= stock.count || new <= lines.count {
            if old <= stock.count, removed.contains(old) || new > lines.count {
                rows.append(Row(old: old, new: nil, text: stock[old - 1]))
                old += 1
            } else if added.contains(new) || old > stock.count {
                rows.append(Row(old: nil, new: new, text: lines[new - 1]))
                new += 1
            } else {
                rows.append(Row(old: old, new: new, text: lines[new - 1]))
                (old, new) = (old + 1, new + 1)
            }
        }
        self.rows = rows
    }

    /// Indices of the rows of a part that stands at these lines of the two files.
    func indices(old: ClosedRange<Int>?, new: ClosedRange<Int>?) -> [Int] {
        rows.indices.filter { index in
            rows[index].old.map { old?.contains($0) ?? false } ?? false
                || rows[index].new.map { new?.contains($0) ?? false } ?? false
        }
    }

    func count(_ indices: [Int]) -> VariantChanges.LineCount {
        .init(
            added: indices.count { rows[$0].old == nil },
            removed: indices.count { rows[$0].new == nil })
    }

    /// Lines of a unified diff: those of `changed`, with up to three around each that are
    /// among `within`, a `@@` line in front of each run.
    func unified(_ changed: [Int], within: [Int]) -> [String] {
        let allowed = Set(within)
        let shown = Set(changed.flatMap { ($0 - 3)...($0 + 3) }).intersection(allowed)
            .filter { !rows[$0].isChanged }.union(changed).sorted()
        var lines: [String] = []
        for (position, index) in shown.enumerated() {
            if position == 0 || shown[position - 1] != index - 1 {
                var end = position
                while end + 1 < shown.count, shown[end + 1] == shown[end] + 1 { end += 1 }
                lines.append(head(shown[position...end]))
            }
            lines.append(rows[index].sign + rows[index].text)
        }
        return lines
    }

    private func head(_ run: ArraySlice<Int>) -> String {
        func range(_ side: KeyPath<Row, Int?>) -> String {
            let numbers = run.compactMap { rows[$0][keyPath: side] }
            // A side without lines gives the line in front.
            let before = rows[..<(run.first ?? 0)].last { $0[keyPath: side] != nil }
            let first = numbers.first ?? before?[keyPath: side] ?? 0
            return "\(first),\(numbers.count)"
        }
        return "@@ -\(range(\.old)) +\(range(\.new)) @@"
    }
}
