// SPDX-License-Identifier: Apache-2.0

/// A piece of C as the compiler sees it: without comments, and without regard to white
/// space.
struct SourceCode: Equatable {
    /// What stands between white space and comments, in order.
    let words: [[UInt8]]

    init(_ lines: some Sequence<ArraySlice<UInt8>>) {
        var scanner = Scanner()
        for line in lines { scanner.scan(line) }
        words = scanner.words
    }

    private struct Scanner {
        var words: [[UInt8]] = []
        private var word: [UInt8] = []
        private var isInComment = false

        mutating func scan(_ line: ArraySlice<UInt8>) {
            var quote: UInt8?
            var index = line.startIndex
            while index < line.endIndex {
                let byte = line[index]
                let next = index + 1 < line.endIndex ? line[index + 1] : 0x0A
                var length = 1
                if isInComment {
                    if byte == UInt8(ascii: "*"), next == UInt8(ascii: "/") {
                        (isInComment, length) = (false, 2)
                    }
                } else if let open = quote {
                    word.append(byte)
                    if byte == UInt8(ascii: "\\") {
                        word.append(next)
                        length = 2
                    } else if byte == open {
                        quote = nil
                    }
                } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                    endWord()
                    (isInComment, length) = (true, 2)
                } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "/") {
                    break
                } else if byte == 0x20 || byte == 0x09 {
                    endWord()
                } else {
                    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
                    word.append(byte)
                }
                index += length
            }
            endWord()
        }

        private mutating func endWord() {
            if !word.isEmpty { words.append(word) }
            word = []
        }
    }
}
