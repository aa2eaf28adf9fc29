// SPDX-License-Identifier: Apache-2.0

/// Where a function ends, without a parser.
enum FunctionLines {
    /// From DWARF's first line to the first `}` at the start of a line, as the
    /// kernel writes its functions.
    static func range(from first: Int, in lines: [Substring]) -> ClosedRange<Int> {
        let end = (first...max(first, lines.count)).first {
            $0 <= lines.count && lines[$0 - 1].hasPrefix("}")
        }
        return first...(end ?? first)
    }
}
