// SPDX-License-Identifier: Apache-2.0

/// Splits one line of POSIX shell into simple commands and each of those into
/// words, as far as makefiles' recipes need it: quotes and backslashes are
/// resolved, commands end at `;`, `&`, `|`, `(`, `)` and newlines, redirections
/// stay as words, nothing is expanded (POSIX.1-2017, XCU 2.2 and 2.3).
struct ShellWords {
    private var bytes: ArraySlice<UInt8>
    private var commands: [[String]] = []
    private var words: [String] = []
    /// Nil between words: `''` is a word, a blank is none.
    private var word: [UInt8]?

    /// - Returns: nil when a quote is not closed.
    static func commands(in line: some Sequence<UInt8>) -> [[String]]? {
        var lexer = ShellWords(bytes: Array(line)[...])
        return lexer.run() ? lexer.commands : nil
    }

    private mutating func run() -> Bool {
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "'"):
                guard quoted() else { return false }
            case UInt8(ascii: "\""):
                guard doubleQuoted() else { return false }
            case UInt8(ascii: "\\"):
                if let next = bytes.popFirst(), next != UInt8(ascii: "\n") { append(next) }
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                endWord()
            case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "\n"):
                endCommand()
            case UInt8(ascii: "#") where word == nil:
                bytes = bytes.drop { $0 != UInt8(ascii: "\n") }
            default:
                append(byte)
            }
        }
        endCommand()
        return true
    }

    private mutating func quoted() -> Bool {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "'")) else { return false }
        if word == nil { word = [] }
        word?.append(contentsOf: bytes[..<end])
        bytes = bytes[(end + 1)...]
        return true
    }

    private mutating func doubleQuoted() -> Bool {
        word = word ?? []
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            guard byte == UInt8(ascii: "\\"), let next = bytes.first else {
                append(byte)
                continue
            }
            // Only these lose the backslash between double quotes.
            if "$`\"\\\n".utf8.contains(next) {
                bytes = bytes.dropFirst()
                if next != UInt8(ascii: "\n") { append(next) }
            } else {
                append(byte)
            }
        }
        return false
    }

    private mutating func append(_ byte: UInt8) {
        if word == nil { word = [] }
        word?.append(byte)
    }

    private mutating func endWord() {
        if let word { words.append(String(decoding: word, as: UTF8.self)) }
        word = nil
    }

    private mutating func endCommand() {
        endWord()
        if !words.isEmpty { commands.append(words) }
        words = []
    }
}
