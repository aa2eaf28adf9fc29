// SPDX-License-Identifier: Apache-2.0

/// Rows of text in columns.
enum TableText {
    /// Columns as wide as their widest cell, two spaces apart; no spaces at line ends.
    static func of(_ rows: [[String]]) -> String {
        guard let columns = rows.map(\.count).max() else { return "" }
        let widths = (0..<columns).map { column in
            rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { line($0, widths) }.joined(separator: "\n")
    }

    private static func line(_ row: [String], _ widths: [Int]) -> String {
        let cells = zip(row, widths).map { text, width in
            text + String(repeating: " ", count: width - text.count)
        }
        var line = cells.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
