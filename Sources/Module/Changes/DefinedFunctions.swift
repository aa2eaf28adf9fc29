// SPDX-License-Identifier: Apache-2.0

/// Finds the functions that a C file defines, without a parser: by the places of braces,
/// as the kernel's coding style has them.
enum DefinedFunctions {
    struct Function: Equatable {
        /// For `SYSCALL_DEFINE1(nice, …)` the macro's first argument.
        var name: String
        /// From the comment right in front of it to the closing brace, from 1.
        var lines: ClosedRange<Int>
        /// Of the line with its name.
        var nameLine: Int
    }

    /// In the order of the file.
    static func find(in lines: [String]) -> [Function] {
        var found: [Function] = []
        var free = 0
        var index = 0
        while index < lines.count {
            defer { index += 1 }
            guard let (name, first, last) = definition(at: index, in: lines, from: free) else {
                continue
            }
            let start = commentStart(before: first, in: lines, from: free)
            let nameLine = (first...index).first { lines[$0].contains(name) } ?? first
            found.append(
                Function(name: name, lines: (start + 1)...(last + 1), nameLine: nameLine + 1))
            (free, index) = (last + 1, last)
        }
        return found
    }

    /// The name, and the indices of the head's first line and of the last line.
    private static func definition(
        at index: Int, in lines: [String], from free: Int
    ) -> (String, Int, Int)? {
        let line = lines[index]
        if line == "{" {
            let first = headStart(before: index, in: lines, from: free)
            guard let name = name(lines[first..<index].joined(separator: " ")),
                let last = lines[index...].firstIndex(where: { $0.hasPrefix("}") })
            else { return nil }
            return (name, first, last)
        }
        // All in one line.
        guard line.hasSuffix("}"), isHead(line), let brace = line.firstIndex(of: "{"),
            let name = name(String(line[..<brace]))
        else { return nil }
        return (name, index, index)
    }

    /// Lines of a head follow one another directly.
    private static func headStart(before brace: Int, in lines: [String], from free: Int) -> Int {
        var first = brace
        while first > free, isPartOfHead(lines[first - 1]) { first -= 1 }
        return first
    }

    private static func isPartOfHead(_ line: String) -> Bool {
        guard let start = line.first, let end = line.last else { return false }
        return !";}/".contains(end) && !"#*/}".contains(start)
            && !line.drop { $0 == " " || $0 == "\t" }.hasPrefix("*")
    }

    private static func commentStart(
        before head: Int, in lines: [String], from free: Int
    ) -> Int {
        guard head > free, lines[head - 1].hasSuffix("*/") else { return head }
        let start = lines[free..<head].lastIndex { $0.hasPrefix("/*") }
        return start ?? head
    }

    private static func isHead(_ line: String) -> Bool {
        guard let first = line.first, first.isLetter || first == "_" else { return false }
        let words = ["struct", "union", "enum", "typedef"]
        return line.contains("(")
            && !(words.contains { line.hasPrefix($0 + " {") } || line.hasPrefix("typedef"))
    }

    /// The word in front of the first bracket.
    private static func name(_ head: String) -> String? {
        guard !head.contains("="), let match = head.firstMatch(of: #/([A-Za-z_]\w*)\s*\(\s*(\w*)/#)
        else { return nil }
        let isMacro = match.1.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" }
        return String(isMacro && !match.2.isEmpty ? match.2 : match.1)
    }
}
