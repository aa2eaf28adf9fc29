// SPDX-License-Identifier: Apache-2.0
import Support

/// Builds the tree from events and collects what it refuses. Reading goes on
/// after an anchor, an alias, a merge key or a tag, so that all are reported at
/// once; a broken text or an exceeded limit ends it.
struct TreeBuilder: ~Copyable {
    var reader: EventReader
    let places: TextPlaces
    // Written by TreeBuilder+Refusals.swift only.
    let diagnostics = Diagnostics()
    var nodeCount = 0

    /// The one document of the stream.
    mutating func document() throws(DiagnosticsError) -> YAMLNode {
        _ = try next()
        guard case .documentStart = try next().kind else {
            throw fatal(
                Diagnostic(
                    .yamlEmpty, at: SourceLocation(file: places.file), "the file says nothing",
                    hint: "begin with `name:`; docs/manifest.md has a whole example"))
        }
        let root = try node(from: try next(), depth: 0)
        _ = try next()
        let after = try next()
        if case .documentStart = after.kind {
            throw fatal(
                Diagnostic(
                    .yamlManyDocuments, at: places.location(ofCharacter: after.mark),
                    "a second document begins here; one file describes one thing",
                    hint: "move it into a file of its own"))
        }
        try diagnostics.throwIfErrors()
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
                        .yamlMergeKey, at: key.location, "merge keys (`<<`) are not supported",
                        hint: "write the keys out"))
            }
            entries.append(.init(key: key, value: try node(from: try next(), depth: depth)))
        }
    }
}
