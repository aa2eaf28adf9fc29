// SPDX-License-Identifier: Apache-2.0
import Support

/// One node of a YAML document, with the place where it begins.
///
/// A tree never holds anchors, aliases or merge keys: they are refused when the
/// text is read, so its size is at most proportional to the text's.
package struct YAMLNode: Sendable, Hashable {
    /// A scalar, a list or a mapping.
    package indirect enum Content: Sendable, Hashable {
        /// The text as libyaml unescaped it. `isPlain`: written without quotes
        /// and not as a block scalar.
        case scalar(text: String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the text; a key that stands twice is here twice.
        case mapping([Entry])
    }

    /// `key: value`. A key may be any node; it is a scalar in all sane files.
    package struct Entry: Sendable, Hashable {
        /// What stands before the colon.
        package var key: YAMLNode
        /// What stands behind it.
        package var value: YAMLNode

        package init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    /// The node itself.
    package var content: Content
    /// The explicit tag in its long form, such as `tag:yaml.org,2002:pairs`.
    package var tag: String?
    /// Line and column from 1; the column counts bytes.
    package var location: SourceLocation

    package init(_ content: Content, tag: String? = nil, at location: SourceLocation) {
        self.content = content
        self.tag = tag
        self.location = location
    }
}

extension YAMLNode {
    /// The tag that `!!pairs` stands for (yaml.org/type/pairs.html).
    package static let pairsTag = "tag:yaml.org,2002:pairs"

    /// What the node is, in words for a message.
    package enum Kind: String, Sendable, Hashable {
        case scalar = "a scalar"
        case sequence = "a list"
        case mapping = "a mapping"
        case null = "nothing"
    }

    /// Which of the three it is, for messages.
    package var kind: Kind {
        switch content {
        case .scalar: isNull ? .null : .scalar
        case .sequence: .sequence
        case .mapping: .mapping
        }
    }

    /// The scalar's text, never converted: `1.0` stays `1.0`. Nil for a
    /// collection and for a null.
    package var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// A plain scalar that YAML 1.1 reads as null: nothing, `~` or `null`.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return tag == nil && ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Of a list, else nil.
    package var elements: [YAMLNode]? {
        guard case .sequence(let nodes) = content else { return nil }
        return nodes
    }

    /// Of a mapping, in the order of the file, else nil.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// Tagged `!!pairs`.
    package var isPairs: Bool { tag == Self.pairsTag }

    /// The entries of a sequence of one-entry mappings, which is what `!!pairs`
    /// demands, in order; nil when the node is something else.
    package var pairs: [Entry]? {
        guard let elements else { return nil }
        var pairs: [Entry] = []
        for element in elements {
            guard let entries = element.entries, entries.count == 1 else { return nil }
            pairs.append(entries[0])
        }
        return pairs
    }
}
