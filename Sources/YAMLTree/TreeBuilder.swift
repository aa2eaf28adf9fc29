// SPDX-License-Identifier: Apache-2.0
internal import Diagnostics

/// Builds the tree from events and collects what it refuses. Reading goes on
/// after an anchor, an alias, a merge key or a tag, so that all are reported at
/// once; a broken text or an exceeded limit ends it.
struct TreeBuilder: ~Copyable {
    private var reader: EventReader
    private let places: TextPlaces
    private var diagnostics: [Diagnostic] = []
    private var nodeCount = 0

    init(reader: consuming EventReader, places: TextPlaces) {
        self.reader = reader
        self.places = places
    }

    /// The one document of the stream.
    mutating func document() throws(DiagnosticsError) -> YAMLNode {
        _ = try next()
        guard case .documentStart = try next().kind else {
            throw fatal(
                Diagnostic(
                    "yaml-empty", at: SourceLocation(file: places.file), "the file says nothing",
                    hint: "begin with `name:`; docs/manifest.md has a whole example"))
        }
        let root = try node(from: try next(), depth: 0)
        _ = try next()
        let after = try next()
        if case .documentStart = after.kind {
            throw fatal(
                Diagnostic(
                    "yaml-many-documents", at: places.location(ofCharacter: after.mark),
                    "a second document begins here; one file describes one thing",
                    hint: "move it into a file of its own"))
        }
        if !diagnostics.isEmpty { throw DiagnosticsError(diagnostics) }
        return root
    }

    private mutating func next() throws(DiagnosticsError) -> Event {
        do {
            return try reader.next()
        } catch {
            throw fatal(places.diagnostic(for: error))
        }
    }

    private mutating func node(
        from event: Event, depth: Int
    ) throws(DiagnosticsError) -> YAMLNode {
        let location = places.location(ofCharacter: event.mark)
        try countNode(at: location)
        try refuseAnchor(event, at: location)
        let content: YAMLNode.Content
        switch event.kind {
        case .scalar(let text, let isPlain):
            content = .scalar(text: text, isPlain: isPlain)
        case .sequenceStart:
            content = .sequence(try elements(depth: try deeper(depth, at: location)))
        case .mappingStart:
            content = .mapping(try entries(depth: try deeper(depth, at: location)))
        default:
            // An alias has been refused above; something must stand in its place.
            content = .scalar(text: "", isPlain: true)
        }
        let node = YAMLNode(content, tag: event.tag, at: location)
        try checkTag(of: node)
        return node
    }

    private mutating func elements(depth: Int) throws(DiagnosticsError) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return nodes }
            nodes.append(try node(from: event, depth: depth))
        }
    }

    private mutating func entries(depth: Int) throws(DiagnosticsError) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return entries }
            let key = try node(from: event, depth: depth)
            if case .scalar(text: "<<", isPlain: true) = key.content {
                try report(
                    Diagnostic(
                        "yaml-merge-key", at: key.location, "merge keys (`<<`) are not supported",
                        hint: "write the keys out"))
            }
            entries.append(.init(key: key, value: try node(from: try next(), depth: depth)))
        }
    }
}

// Refusals.
extension TreeBuilder {
    private mutating func countNode(at location: SourceLocation) throws(DiagnosticsError) {
        nodeCount += 1
        if nodeCount > YAMLTree.Limit.nodes {
            throw fatal(
                Diagnostic(
                    "yaml-too-many-nodes", at: location,
                    "more than \(YAMLTree.Limit.nodes) values in one file",
                    hint: "a manifest or recipe has a few hundred: is this the right file?"))
        }
    }

    private mutating func deeper(
        _ depth: Int, at location: SourceLocation
    ) throws(DiagnosticsError) -> Int {
        if depth < YAMLTree.Limit.depth { return depth + 1 }
        throw fatal(
            Diagnostic(
                "yaml-too-deep", at: location,
                "more than \(YAMLTree.Limit.depth) lists or mappings inside one another",
                hint: "no file that sched reads needs more than 5"))
    }

    private mutating func refuseAnchor(
        _ event: Event, at location: SourceLocation
    ) throws(DiagnosticsError) {
        let hint = "write the value out where it is needed"
        if case .alias(let name) = event.kind {
            try report(
                Diagnostic(
                    "yaml-alias", at: location, "aliases (`*\(name)`) are not supported",
                    hint: hint))
        } else if let anchor = event.anchor {
            try report(
                Diagnostic(
                    "yaml-anchor", at: location, "anchors (`&\(anchor)`) are not supported",
                    hint: hint))
        }
    }

    private mutating func checkTag(of node: YAMLNode) throws(DiagnosticsError) {
        guard let tag = node.tag else { return }
        let prefix = "tag:yaml.org,2002:"
        let known = ["str", "seq", "map", "pairs"].map { prefix + $0 }
        if !known.contains(tag) {
            let shown = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
            try report(
                Diagnostic(
                    "yaml-unknown-tag", at: node.location, "the tag `\(shown)` is not supported",
                    hint: "leave it out: scalars are read as text"))
        } else if node.isPairs && node.pairs == nil {
            try report(
                Diagnostic(
                    "yaml-bad-pairs", at: node.location,
                    "`!!pairs` needs a list of mappings with one entry each",
                    hint: "write each pair as `- first: second`"))
        }
    }

    private mutating func report(_ diagnostic: Diagnostic) throws(DiagnosticsError) {
        if diagnostics.count + 1 >= YAMLTree.Limit.diagnostics { throw fatal(diagnostic) }
        diagnostics.append(diagnostic)
    }

    /// Everything found so far and what ends the reading.
    private func fatal(_ diagnostic: Diagnostic) -> DiagnosticsError {
        DiagnosticsError(diagnostics + [diagnostic])
    }
}

extension TextPlaces {
    fileprivate func diagnostic(for problem: SyntaxProblem) -> Diagnostic {
        guard let mark = problem.mark else {
            return Diagnostic(
                "yaml-control-character", at: location(ofByte: problem.byteOffset), problem.text,
                hint: "remove the character, or write it as an escape in double quotes")
        }
        let location = location(ofCharacter: mark)
        if byte(atCharacter: mark) == UInt8(ascii: "\t") {
            return Diagnostic(
                "yaml-tab", at: location, "a tab where YAML allows only spaces",
                hint: "indent with spaces")
        }
        let notes = problem.context.map {
            ["\($0.text), which began at \(self.location(ofCharacter: $0.mark))"]
        }
        return Diagnostic(
            "yaml-syntax", at: location, problem.text, notes: notes ?? [],
            hint: "look for a missing quote, bracket, colon or space here or just before")
    }
}
