// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Changes a manifest's `patches:` and not a byte besides: comments, order and
/// layout of everything else stay.
package struct ManifestRewriting: Sendable {
    private let text: String
    private let file: String

    /// `file` names the manifest in errors.
    package init(_ text: String, file: String) {
        self.text = text
        self.file = file
    }

    /// The manifest with `removed` taken out of `patches:` and `added` put in the
    /// place of the first of them, or at the end. The result is read again and
    /// compared before it is returned.
    package func replacing(_ removed: [String], with added: [String]) throws -> String {
        let root = try YAMLTree.parse(bytes: Array(text.utf8), file: file)
        let node = Self.patches(of: root)
        let present = node?.value.elements ?? []
        let names = present.compactMap(\.text)
        let kept = names.filter { !removed.contains($0) }
        let new = added.filter { !kept.contains($0) }
        if new.isEmpty && kept == names { return text }
        if text.utf8.contains(13) {
            throw DevelopError.notRewritable(file, line: 0, why: "its lines end in CR LF")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let node, !present.isEmpty {
            let key = node.key.location.line
            let isFlow = node.value.location.line == node.key.location.line
            try isFlow
                ? rewriteFlow(&lines, key, kept + new)
                : rewriteBlock(&lines, present, Set(removed), new)
            if kept.isEmpty && new.isEmpty { removeKey(&lines, key) }
        } else {
            rewriteNothing(&lines, node?.key.location.line, new)
        }
        let result = lines.joined(separator: "\n")
        try check(result, against: root, expecting: Set(kept + new))
        return result
    }

    private static func patches(of root: YAMLNode) -> YAMLNode.Entry? {
        root.entries?.first { $0.key.text == "patches" }
    }

    // MARK: The three ways a list can stand there

    /// One `- name` a line.
    private func rewriteBlock(
        _ lines: inout [String], _ present: [YAMLNode], _ removed: Set<String>, _ new: [String]
    ) throws {
        for element in present {
            let line = lines[element.location.line - 1]
            guard line.drop(while: { $0 == " " }).hasPrefix("- "), let name = element.text,
                line.contains(name)
            else {
                throw DevelopError.notRewritable(
                    file, line: element.location.line, why: "an entry is not on one line")
            }
        }
        let indent = lines[present[0].location.line - 1].prefix { $0 == " " }
        let gone = present.filter { removed.contains($0.text ?? "") }.map { $0.location.line - 1 }
        let place = gone.first ?? present[present.count - 1].location.line
        for index in gone.reversed() { lines.remove(at: index) }
        lines.insert(contentsOf: new.map { "\(indent)- \($0)" }, at: place)
    }

    /// A manifest with an empty list is refused. A comment behind the key stays.
    private func removeKey(_ lines: inout [String], _ number: Int) {
        let comment = lines[number - 1].drop { $0 != "#" }
        lines.replaceSubrange(number - 1..<number, with: comment.isEmpty ? [] : [String(comment)])
    }

    /// `patches: [a, b]` on a single line.
    private func rewriteFlow(_ lines: inout [String], _ number: Int, _ names: [String]) throws {
        let line = lines[number - 1]
        guard let open = line.firstIndex(of: "["), let close = line.lastIndex(of: "]"),
            !line[..<open].contains("#"), !line[open..<close].contains("#")
        else {
            throw DevelopError.notRewritable(file, line: number, why: "the list is not on one line")
        }
        lines[number - 1] =
            line[..<open] + "[" + names.joined(separator: ", ") + line[close...]
    }

    /// No `patches:`, or an empty one.
    private func rewriteNothing(_ lines: inout [String], _ key: Int?, _ new: [String]) {
        let items = new.map { "  - \($0)" }
        if let key {
            let tail = lines[key - 1].drop { $0 != "#" }
            lines[key - 1] = tail.isEmpty ? "patches:" : "patches:  " + tail
            lines.insert(contentsOf: items, at: key)
            return
        }
        let isTerminated = lines.last?.isEmpty == true
        if isTerminated { lines.removeLast() }
        lines += ["patches:"] + items + [""]
    }

    // MARK: The check

    private func check(_ result: String, against root: YAMLNode, expecting: Set<String>) throws {
        let new: YAMLNode
        do { new = try YAMLTree.parse(bytes: Array(result.utf8), file: file) } catch {
            throw DevelopError.notRewritable(file, line: 0, why: "the result would not be YAML")
        }
        let listed = Self.patches(of: new)?.value.elements?.compactMap(\.text) ?? []
        guard listed.count == expecting.count, Set(listed) == expecting,
            Self.others(new) == Self.others(root)
        else {
            throw DevelopError.notRewritable(
                file, line: Self.patches(of: root)?.key.location.line ?? 0,
                why: "it is laid out in a way that is not understood")
        }
    }

    private static func others(_ root: YAMLNode) -> [YAMLNode.Entry] {
        (root.entries ?? []).filter { $0.key.text != "patches" }
            .map { .init(key: placeless($0.key), value: placeless($0.value)) }
    }

    private static func placeless(_ node: YAMLNode) -> YAMLNode {
        var node = node
        node.location = SourceLocation(file: "")
        switch node.content {
        case .scalar: break
        case .sequence(let elements): node.content = .sequence(elements.map(placeless))
        case .mapping(let entries):
            node.content = .mapping(
                entries.map { .init(key: placeless($0.key), value: placeless($0.value)) })
        }
        return node
    }
}
