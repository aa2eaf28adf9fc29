// SPDX-License-Identifier: Apache-2.0
import Support

// What the builder refuses, and how it says so.
extension TreeBuilder {
    mutating func countNode(at location: SourceLocation) throws(DiagnosticsError) {
        nodeCount += 1
        if nodeCount > YAMLTree.Limit.nodes {
            throw fatal(
                Diagnostic(
                    .yamlTooManyNodes, at: location,
                    "more than \(YAMLTree.Limit.nodes) values in one file",
                    hint: "give the right file: a manifest or recipe has a few hundred"))
        }
    }

    mutating func deeper(
        _ depth: Int, at location: SourceLocation
    ) throws(DiagnosticsError) -> Int {
        if depth < YAMLTree.Limit.depth { return depth + 1 }
        throw fatal(
            Diagnostic(
                .yamlTooDeep, at: location,
                "more than \(YAMLTree.Limit.depth) lists or mappings inside one another",
                hint: "give the right file: none that sched reads needs more than 5"))
    }

    mutating func refuseAnchor(
        _ event: Event, at location: SourceLocation
    ) throws(DiagnosticsError) {
        let hint = "write the value out where it is needed"
        if case .alias(let name) = event.kind {
            try report(
                Diagnostic(
                    .yamlAlias, at: location, "aliases (`*\(name)`) are not supported",
                    hint: hint))
        } else if let anchor = event.anchor {
            try report(
                Diagnostic(
                    .yamlAnchor, at: location, "anchors (`&\(anchor)`) are not supported",
                    hint: hint))
        }
    }

    mutating func checkTag(of node: YAMLNode) throws(DiagnosticsError) {
        guard let tag = node.tag else { return }
        let prefix = "tag:yaml.org,2002:"
        let known = ["str", "seq", "map", "pairs"].map { prefix + $0 }
        if !known.contains(tag) {
            let shown = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
            try report(
                Diagnostic(
                    .yamlUnknownTag, at: node.location, "the tag `\(shown)` is not supported",
                    hint: "leave it out: scalars are read as text"))
        } else if node.isPairs && node.pairs == nil {
            try report(
                Diagnostic(
                    .yamlBadPairs, at: node.location,
                    "`!!pairs` needs a list of mappings with one entry each",
                    hint: "write each pair as `- first: second`"))
        }
    }

    mutating func report(_ diagnostic: Diagnostic) throws(DiagnosticsError) {
        if diagnostics.all.count + 1 >= YAMLTree.Limit.diagnostics { throw fatal(diagnostic) }
        diagnostics.add(diagnostic)
    }

    /// Everything found so far and what ends the reading.
    func fatal(_ diagnostic: Diagnostic) -> DiagnosticsError {
        DiagnosticsError(diagnostics.all + [diagnostic])
    }
}

extension TextPlaces {
    func diagnostic(for problem: SyntaxProblem) -> Diagnostic {
        guard let mark = problem.mark else {
            return Diagnostic(
                .yamlControlCharacter, at: location(ofByte: problem.byteOffset), problem.text,
                hint: "remove the character, or write it as an escape in double quotes")
        }
        let location = location(ofCharacter: mark)
        if byte(atCharacter: mark) == UInt8(ascii: "\t") {
            return Diagnostic(
                .yamlTab, at: location, "a tab where YAML allows only spaces",
                hint: "indent with spaces")
        }
        let notes = problem.context.map {
            ["\($0.text), which began at \(self.location(ofCharacter: $0.mark))"]
        }
        return Diagnostic(
            .yamlSyntax, at: location, problem.text, notes: notes ?? [],
            hint: "look for a missing quote, bracket, colon or space here or just before")
    }
}
