// SPDX-License-Identifier: Apache-2.0

/// Which lines of a source file the kernel's configuration leaves out. Only conditions
/// made of configuration options are decided; lines under any other may be compiled.
struct ConditionalLines {
    /// For each line, line 1 at index 0, the directive that leaves it out, such as
    /// `#ifdef CONFIG_SCHED_CORE`; nil where the line may be compiled.
    let leftOut: [String?]

    /// - Parameters:
    ///   - lines: the words of each line (`SourceCode.words`).
    ///   - options: what include/generated/autoconf.h defines.
    init(_ lines: [[[UInt8]]], options: Set<String>) {
        var branches: [Branch] = []
        var directive: String?
        leftOut = lines.map { words in
            if words.first?.first == UInt8(ascii: "#") {
                let text = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
                Self.follow(text, &branches, options)
                directive = branches.first { $0.isCompiled == false }?.directive
            }
            return directive
        }
    }

    /// The part of an `#if` that the reading is in; nil stands for "not known".
    private struct Branch {
        var directive: String
        var isCompiled: Bool?
        /// Whether a part before this one, or this one, is compiled.
        var isDecided: Bool?
    }

    private static func follow(
        _ directive: String, _ branches: inout [Branch], _ options: Set<String>
    ) {
        let text = directive.utf8.dropFirst().drop { $0 == 0x20 }
        let keyword = Substring(text.prefix(while: ConfigurationCondition.isInName))
        let condition = String(Substring(text.dropFirst(keyword.utf8.count).drop { $0 == 0x20 }))
        switch keyword {
        case "if", "ifdef", "ifndef":
            let isName = keyword != "if"
            var value = ConfigurationCondition(
                isName ? "defined(\(condition))" : condition, options
            ).value
            if keyword == "ifndef" { value = value.map(!) }
            branches.append(Branch(directive: directive, isCompiled: value, isDecided: value))
        case "elif", "else":
            guard let before = branches.popLast() else { return }
            let value = keyword == "else" ? true : ConfigurationCondition(condition, options).value
            let rest = before.isDecided.map(!)
            branches.append(
                Branch(
                    directive: "\(directive) of \(before.directive)",
                    isCompiled: ConfigurationCondition.and(rest, value),
                    isDecided: ConfigurationCondition.or(before.isDecided, value)))
        case "endif": _ = branches.popLast()
        default: break
        }
    }
}

/// The condition of an `#if`, as far as it asks for configuration options.
struct ConfigurationCondition {
    /// Nil when it cannot be known from the options alone.
    private(set) var value: Bool?
    private var words: ArraySlice<Substring>
    private let options: Set<String>

    init(_ text: String, _ options: Set<String>) {
        words = Self.words(text)[...]
        self.options = options
        let found = alternatives()
        value = words.isEmpty ? found : nil
    }

    /// Names and numbers, `&&`, `||`, and all else byte by byte.
    private static func words(_ text: String) -> [Substring] {
        var found: [Substring] = []
        var rest = text.utf8[...]
        while let byte = rest.first {
            let length =
                isInName(byte)
                ? rest.prefix(while: isInName).count
                : rest.starts(with: "&&".utf8) || rest.starts(with: "||".utf8) ? 2 : 1
            if byte != 0x20 { found.append(Substring(rest.prefix(length))) }
            rest = rest.dropFirst(length)
        }
        return found
    }

    fileprivate static func isInName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// False when one is, whatever the other may be.
    static func and(_ a: Bool?, _ b: Bool?) -> Bool? {
        if a == false || b == false { return false }
        return a == true && b == true ? true : nil
    }

    /// True when one is, whatever the other may be.
    static func or(_ a: Bool?, _ b: Bool?) -> Bool? {
        and(a.map(!), b.map(!)).map(!)
    }

    private mutating func take(_ word: Substring) -> Bool {
        guard words.first == word else { return false }
        words.removeFirst()
        return true
    }

    private mutating func alternatives() -> Bool? {
        var found = conjunction()
        while take("||") { found = Self.or(found, conjunction()) }
        return found
    }

    private mutating func conjunction() -> Bool? {
        var found = operand()
        while take("&&") { found = Self.and(found, operand()) }
        return found
    }

    private mutating func operand() -> Bool? {
        if take("!") { return operand().map(!) }
        if take("(") {
            let found = alternatives()
            return take(")") ? found : nil
        }
        guard let word = words.popFirst() else { return nil }
        switch word {
        case "0": return false
        case "1": return true
        case "defined", "IS_ENABLED", "IS_BUILTIN": return option(of: word)
        default: return nil
        }
    }

    /// Whether the option that follows, in brackets or not, is set.
    private mutating func option(of question: Substring) -> Bool? {
        let hasBracket = take("(")
        guard let name = words.popFirst(), !hasBracket || take(")"), name.hasPrefix("CONFIG_")
        else { return nil }
        return options.contains(String(name))
            || question == "IS_ENABLED" && options.contains("\(name)_MODULE")
    }
}
