// SPDX-License-Identifier: Apache-2.0
import Kernel
import Support

/// What `sched why` says: every function of a name, its class, and everything
/// that refers to it.
package struct FunctionAnswer: Sendable {
    /// The kernel for which the answer holds.
    package var kernel: Boundary.Kernel
    /// What was asked for.
    package var name: String
    /// Static functions of several files may have the name.
    package var matches: [Match]

    /// One function of that name.
    package struct Match: Sendable {
        /// What the boundary has of it, evidence included.
        package var function: Boundary.Function
        /// Other ELF symbols at the entry.
        package var aliases: [String]
        /// Everything that refers to it, those outside first.
        package var referrers: [Referrer]
        /// Functions that contain a copy of it.
        package var inlinedInto: [String]
        /// Link-time address of the jump to the thunk; nil but for the context switch.
        package var thunkSite: UInt64?
    }

    /// Source names, ELF symbols and aliases are looked at.
    package init(_ name: String, in boundary: Boundary, _ index: UseIndex) {
        kernel = boundary.kernel
        self.name = name
        matches = boundary.functions.compactMap { function in
            let aliases = index.aliases(of: function)
            guard ([function.name, function.symbol] + aliases).contains(name) else { return nil }
            return Match(
                function: function, aliases: aliases, referrers: index.uses(of: function),
                inlinedInto: index.inlinedInto(function),
                thunkSite: function.class == .contextSwitch ? boundary.schedulePoints.entry : nil)
        }
    }
}

// MARK: As text

extension FunctionAnswer {
    /// For a terminal: a paragraph for each match, then the kernel.
    package var text: String {
        matches.map { $0.text.joined(separator: "\n") }.joined(separator: "\n\n")
            + "\n(\(kernel.release), build id \(kernel.buildID))"
    }
}

extension FunctionAnswer.Match {
    var text: [String] {
        let symbol = function.symbol.map { $0 == function.name ? "" : " [\($0)]" } ?? ""
        var lines = [
            "\(function.name)\(symbol) is \(function.class.title): \(function.class.meaning)",
            "  defined at   \(function.file):\(function.line), compiled in \(function.unit)",
        ]
        if !aliases.isEmpty { lines.append("  also named   " + aliases.joined(separator: ", ")) }
        if function.symbol != nil {
            let position = function.sympos == 0 ? "global" : "sympos \(function.sympos)"
            lines.append(
                "  in vmlinux   0x\(String(function.address, radix: 16)), \(function.size) bytes, \(position)"
            )
        }
        lines.append("  redirected   " + redirection)
        // Referrers stand below, among all others, and so do inlining functions.
        let reasons = function.reasons.filter { reason in
            if case .inlined(let holders) = reason { return holders.isEmpty }
            return reason.referrer == nil
        }
        lines += AnswerText.list("because", reasons.map(\.sentence.full))
        let (outside, inside) = (
            referrers.filter { !$0.isInside }, referrers.filter(\.isInside)
        )
        lines += AnswerText.list("from outside (\(outside.count))", outside.map(\.sentence.full))
        lines += AnswerText.list("from inside (\(inside.count))", inside.map(\.sentence.full))
        lines += AnswerText.list("inlined into (\(inlinedInto.count))", inlinedInto)
        return lines
    }

    private var redirection: String {
        if let thunkSite { return "through a thunk, at 0x\(String(thunkSite, radix: 16))" }
        guard let offset = function.siteOffset else { return "no" }
        let site = String(function.address + UInt64(offset), radix: 16)
        return "yes, at 0x\(site) (entry + \(offset))"
    }
}

/// Lists in an answer of `sched why`.
enum AnswerText {
    /// How many of one sort are listed at most; `--json` has them all.
    static let limit = 40

    /// Nothing for an empty list.
    static func list(_ title: String, _ items: [String]) -> [String] {
        guard !items.isEmpty else { return [] }
        let rest = items.count - limit
        return ["  \(title):"] + items.prefix(limit).map { "    \($0)" }
            + (rest > 0 ? ["    and \(rest) more (--json has all)"] : [])
    }
}

// MARK: As JSON

extension FunctionAnswer: Encodable {
    private struct Document: Encodable {
        var schema = 1
        var kernel: Boundary.Kernel
        var name: String
        var matches: [Match]

        struct Match: Encodable {
            var function: BoundaryDocument.Function
            var aliases: [String]
            var isRedirected: Bool
            var uses: [Use]
            var inlinedInto: [String]
        }

        struct Use: Encodable {
            var kind: ReferenceKind
            var source: String
            var file: String?
            var isInside: Bool
            var places: Int
        }
    }

    package func encode(to encoder: any Encoder) throws {
        let matches = matches.map { match in
            Document.Match(
                function: .init(match.function), aliases: match.aliases,
                isRedirected: match.function.siteOffset != nil,
                uses: match.referrers.map {
                    .init(
                        kind: $0.kind, source: $0.source, file: $0.file, isInside: $0.isInside,
                        places: $0.places)
                }, inlinedInto: match.inlinedInto)
        }
        try Document(kernel: kernel, name: name, matches: matches).encode(to: encoder)
    }
}
