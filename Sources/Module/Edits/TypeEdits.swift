// SPDX-License-Identifier: Apache-2.0

/// Whether an edit can change the layout of a struct: judged by the text outside
/// functions, so that most variants need no look at debug information.
enum TypeEdits {
    /// Declares what tasks hold for their scheduler, among much else.
    static let sharedHeader = "include/linux/sched.h"

    /// From the first line to the closing brace of each struct or union that is
    /// defined at the start of a line, as the kernel writes them. From 1.
    static func structLines(_ lines: [Substring]) -> [ClosedRange<Int>] {
        var found: [ClosedRange<Int>] = []
        var start: Int?
        for (index, line) in lines.enumerated() {
            if start == nil, opensType(line), !line.contains("}"), !line.hasPrefix("enum") {
                start = index + 1
            } else if let first = start, line.hasPrefix("}") {
                found.append(first...(index + 1))
                start = nil
            }
        }
        return found
    }

    /// Of the edited files, those in which a definition of a type, or a macro,
    /// differs. A header counts whenever it differs at all, but for features.h,
    /// which only lists names.
    static func files(
        _ edited: [String], stock: SourceTexts, variant: SourceTexts
    ) -> [String] {
        edited.filter { path in
            let (before, after) = (stock[path] ?? "", variant[path] ?? "")
            if path.hasSuffix(".h") { return !path.hasSuffix("/features.h") && before != after }
            return definitions(before) != definitions(after)
        }
    }

    /// Definitions of types and macros at the start of lines, with all their lines.
    static func definitions(_ text: String) -> [[Substring]] {
        var found: [[Substring]] = []
        var isInside = false
        var continues = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if continues {
                found[found.count - 1].append(line)
                continues = line.hasSuffix("\\")
            } else if isInside {
                found[found.count - 1].append(line)
                isInside = !line.hasPrefix("}")
            } else if line.hasPrefix("#define") || line.hasPrefix("typedef") {
                found.append([line])
                continues = line.hasSuffix("\\")
                isInside = line.hasPrefix("typedef") && line.contains("{") && !line.contains("}")
            } else if opensType(line) {
                found.append([line])
                isInside = !line.contains("}")
            }
        }
        return found
    }

    /// `struct name {`, perhaps behind `static`.
    private static func opensType(_ line: Substring) -> Bool {
        guard line.contains("{"), !line.contains("(") else { return false }
        let words = line.split(separator: " ").drop { $0 == "static" || $0 == "const" }
        return words.first.map { ["struct", "union", "enum"].contains($0) } ?? false
    }
}
