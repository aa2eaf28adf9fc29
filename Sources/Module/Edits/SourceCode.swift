// SPDX-License-Identifier: Apache-2.0

/// A piece of C as the compiler sees it: without comments, and without regard to white
/// space.
struct SourceCode: Equatable {
    /// Names, numbers, literals and operators, in order. In a directive of the
    /// preprocessor, what stands between white space: `f(x)` and `f (x)` define different
    /// macros.
    let words: [[UInt8]]

    init(_ lines: some Sequence<ArraySlice<UInt8>>) {
        var scanner = Scanner()
        for line in lines { scanner.scan(line) }
        words = scanner.words
    }

    /// The words of each line; a comment may have begun in an earlier one.
    static func words(ofEach lines: some Sequence<ArraySlice<UInt8>>) -> [[[UInt8]]] {
        var scanner = Scanner()
        return lines.map { line in
            let count = scanner.words.count
            scanner.scan(line)
            return Array(scanner.words[count...])
        }
    }

    private struct Scanner {
        var words: [[UInt8]] = []
        private var word: [UInt8] = []
        private var isInComment = false
        private var isDirective = false
        private var isContinued = false

        mutating func scan(_ line: ArraySlice<UInt8>) {
            if !isContinued {
                isDirective = line.first { !isSpace($0) } == UInt8(ascii: "#")
            }
            isContinued = line.last == UInt8(ascii: "\\")
            var rest = line
            while let byte = rest.first {
                let following = rest.dropFirst().first
                if isInComment {
                    isInComment = byte != UInt8(ascii: "*") || following != UInt8(ascii: "/")
                    rest = rest.dropFirst(isInComment ? 1 : 2)
                } else if byte == UInt8(ascii: "/"), following == UInt8(ascii: "*") {
                    endWord()
                    isInComment = true
                    rest = rest.dropFirst(2)
                } else if byte == UInt8(ascii: "/"), following == byte {
                    break
                } else if isSpace(byte) {
                    endWord()
                    rest = rest.dropFirst()
                } else {
                    rest = rest.dropFirst(take(rest))
                }
            }
            endWord()
        }

        /// Takes the next piece of code, and returns its length.
        private mutating func take(_ rest: ArraySlice<UInt8>) -> Int {
            let literal = literal(rest)
            if literal > 0 || isDirective || isName(rest[rest.startIndex]) {
                word += rest.prefix(max(1, literal))
                return max(1, literal)
            }
            endWord()
            let length = SourceCode.operators.first { rest.starts(with: $0) }?.count ?? 1
            words.append(Array(rest.prefix(length)))
            return length
        }

        /// Length of the string or character with which `rest` begins; 0 when it does not.
        private func literal(_ rest: ArraySlice<UInt8>) -> Int {
            guard let quote = rest.first,
                quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            else { return 0 }
            var isEscaped = false
            let end = rest.dropFirst().firstIndex { byte in
                defer { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") }
                return byte == quote && !isEscaped
            }
            return (end.map { $0 + 1 } ?? rest.endIndex) - rest.startIndex
        }

        private mutating func endWord() {
            if !word.isEmpty { words.append(word) }
            word = []
        }

        private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

        private func isName(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
                true
            default: false
            }
        }
    }

    /// Those of more than one character, of which the longest counts.
    private static let operators = [
        "<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
        "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##",
    ].map { Array($0.utf8) }
}
