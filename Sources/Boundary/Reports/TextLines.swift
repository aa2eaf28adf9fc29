// SPDX-License-Identifier: Apache-2.0

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

/// Text that fits a terminal.
enum TextLines {
    /// Words joined by `separator` in lines of at most `width` characters, unless
    /// a word alone is longer.
    static func wrapped(
        _ words: [String], separator: String = ", ", width: Int, indent: Int
    ) -> [String] {
        var lines: [String] = []
        let space = String(repeating: " ", count: indent)
        var line = ""
        for (index, word) in words.enumerated() {
            let isLast = index == words.count - 1
            let piece = isLast ? word : word + separator
            let trimmed = piece.last == " " ? String(piece.dropLast()) : piece
            if !line.isEmpty, indent + line.count + trimmed.count > width {
                lines.append(space + line)
                line = ""
            }
            line += piece
        }
        if !line.isEmpty { lines.append(space + line) }
        return lines.map { $0.last == " " ? String($0.dropLast()) : $0 }
    }

    /// A sentence, broken at its spaces; what follows the first line is indented.
    static func sentence(_ text: String, width: Int, indent: Int) -> [String] {
        wrapped(
            text.split(separator: " ").map(String.init), separator: " ", width: width,
            indent: indent)
    }

    /// Cut to `width` characters, the last of them `…`.
    static func cut(_ text: String, _ width: Int) -> String {
        text.count <= width || width < 1 ? text : text.prefix(width - 1) + "…"
    }
}
