// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

extension BoundaryPage {
    /// What the page's scripts read; Page/model.js unfolds it.
    /// It is no public format: it changes together with them. Words that stand in
    /// it often (paths, names, sentences) are numbers of `strings`, which makes
    /// the page a third of the size.
    struct Content: Encodable {
        var kernel: Boundary.Kernel
        var variant: String
        var version: String
        var summary: String
        var files: [String]
        var strings: [String] = []
        var functions: [Function] = []
        var variables: [Variable] = []
        /// Empty when the source was not read.
        var structs: [BoundaryDocument.Struct]
        /// Nil unless the manifest names a published boundary.
        var listed: BoundaryDocument.Listed?
        /// Nil when they are not known.
        var changes: VariantChanges?
        /// Why the variant was not compiled; nil when it was.
        var refusal: String?
        /// Hexadecimal address of the jump from `__schedule` to the thunk.
        var thunkSite: String
    }

    struct Function: Encodable {
        var name: Int
        var symbol: Int?
        var file: Int
        var line: Int
        var `class`: Int
        var evidence: [Int]
        var size: UInt64
        /// Hexadecimal address of the overwritten bytes; nil when not redirected.
        var site: String?
        /// Five numbers each: kind, source, file or -1, 1 for inside, places.
        var uses: [Int]
        var inlined: [Int]
    }

    struct Variable: Encodable {
        var name: Int
        var symbol: Int
        var file: Int
        var line: Int
        var ownership: Int
        var reason: Int?
        var size: UInt64
        var section: Int
        var isPerCPU: Bool
        /// A sentence each; those that ran at boot only are left out.
        var users: [Int]
    }

    /// Numbers words in the order in which they are met.
    struct Words {
        var list: [String] = []
        private var numbers: [String: Int] = [:]

        mutating func number(_ word: String) -> Int {
            if let known = numbers[word] { return known }
            numbers[word] = list.count
            list.append(word)
            return list.count - 1
        }
    }
}

extension BoundaryPage.Content {
    init(
        _ boundary: Boundary, _ index: UseIndex, _ subject: BoundaryPage.Subject
    ) {
        self.init(
            kernel: boundary.kernel, variant: subject.variant, version: subject.version,
            summary: subject.summary, files: boundary.files,
            structs: (boundary.structs ?? []).map(BoundaryDocument.Struct.init),
            listed: boundary.listed.map(BoundaryDocument.Listed.init),
            changes: subject.changes, refusal: subject.refusal,
            thunkSite: String(boundary.schedulePoints.entry, radix: 16))
        var words = BoundaryPage.Words()
        let redirected = Set(boundary.redirects)
        functions = boundary.functions.map { function in
            let isRedirected = redirected.contains(function.symbol ?? "")
            return BoundaryPage.Function(
                name: words.number(function.name), symbol: function.symbol.map { words.number($0) },
                file: words.number(function.file), line: function.line,
                class: words.number(function.class.rawValue),
                evidence: function.evidence.map { words.number($0) }, size: function.size,
                site: function.siteOffset.flatMap { offset in
                    isRedirected ? String(function.address + UInt64(offset), radix: 16) : nil
                },
                uses: index.uses(of: function).flatMap { use in
                    [
                        words.number(use.kind.rawValue), words.number(use.source),
                        use.file.map { words.number($0) } ?? -1, use.isInside ? 1 : 0, use.places,
                    ]
                },
                inlined: index.inlinedInto(function).map { words.number($0) })
        }
        variables = boundary.variables.map { variable in
            BoundaryPage.Variable(
                name: words.number(variable.name), symbol: words.number(variable.symbol),
                file: words.number(variable.file), line: variable.line,
                ownership: words.number(variable.ownership.rawValue),
                reason: variable.reason.map { words.number($0.rawValue) }, size: variable.size,
                section: words.number(variable.section), isPerCPU: variable.isPerCPU,
                users: variable.outsideUsers.filter { !$0.isAtBoot }.map {
                    words.number($0.sentence.full)
                })
        }
        strings = words.list
    }
}
