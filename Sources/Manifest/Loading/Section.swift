// SPDX-License-Identifier: Apache-2.0
import Support

/// One mapping of the manifest with the keys that it may have. Unknown and
/// repeated keys are reported when the section is opened; each value is then
/// asked for with the type that it must have.
struct Section {
    let path: String
    let location: SourceLocation
    private let values: [String: YAMLNode]
    let findings: Diagnostics

    /// `path` is empty for the manifest itself, else such as `base`.
    init?(_ node: YAMLNode, path: String, keys known: [String], findings: Diagnostics) {
        guard let entries = node.entries else {
            Self.reportType(
                node, path.isEmpty ? "a manifest" : "`\(path)`", needed: .mapping, findings)
            return nil
        }
        self.path = path
        self.location = node.location
        self.findings = findings
        var values: [String: YAMLNode] = [:]
        let written = entries.compactMap(\.key.text)
        for entry in entries {
            guard let name = entry.key.text else {
                Self.reportType(entry.key, "a key", needed: .scalar, findings)
                continue
            }
            let full = Self.join(path, name)
            if let first = values[name] {
                findings.add(
                    .manifestDuplicateKey, at: entry.key.location,
                    "`\(full)` stands here a second time",
                    notes: ["its first value is at \(first.location)"], hint: "keep one of them")
            } else if known.contains(name) {
                values[name] = entry.value
            } else {
                findings.add(
                    .manifestUnknownKey, at: entry.key.location, "there is no key `\(full)`",
                    hint: Self.hint(name, known, written))
            }
        }
        self.values = values
    }

    /// A key that is there already is not proposed once more.
    private static func hint(_ name: String, _ known: [String], _ written: [String]) -> String {
        if let near = NearestNames.find(name, among: known).first, written.contains(near) {
            return "`\(near)` is there already: remove it or this one"
        }
        return NearestNames.hint(for: name, among: known, calledKeys: "keys here")
    }

    private static func join(_ path: String, _ key: String) -> String {
        path.isEmpty ? key : path + "." + key
    }

    func name(of key: String) -> String { Self.join(path, key) }

    /// The value, or nil when the key is not there. A key without a value is
    /// reported and counts as not there.
    func optional(_ key: String) -> YAMLNode? {
        guard let value = values[key] else { return nil }
        if value.kind != .null { return value }
        findings.add(
            .manifestMissingValue, at: value.location, "`\(name(of: key))` has no value",
            hint: "give it one, or remove the key")
        return nil
    }

    func has(_ key: String) -> Bool { values[key] != nil }

    func required(_ key: String, hint: String) -> YAMLNode? {
        if !has(key) {
            findings.add(
                .manifestMissingKey, at: location, "the key `\(name(of: key))` is missing",
                hint: hint)
        }
        return optional(key)
    }

    /// The text of a scalar; anything else is reported as a wrong type.
    func text(_ node: YAMLNode?, _ what: String) -> Located<String>? {
        guard let node else { return nil }
        if let text = node.text { return Located(text, at: node.location) }
        Self.reportType(node, what, needed: .scalar, findings)
        return nil
    }

    /// The elements of a list with at least one element.
    func list(_ key: String) -> [YAMLNode]? {
        guard let node = optional(key) else { return nil }
        guard let elements = node.elements else {
            Self.reportType(node, "`\(name(of: key))`", needed: .sequence, findings)
            return nil
        }
        if elements.isEmpty {
            findings.add(
                .manifestEmptyList, at: node.location, "the list `\(name(of: key))` is empty",
                hint: "write what belongs there, or remove the key")
        }
        return elements
    }

    static func reportType(
        _ node: YAMLNode, _ what: String, needed: YAMLNode.Kind, _ findings: Diagnostics
    ) {
        let hints: [YAMLNode.Kind: String] = [
            .scalar: "write one word or text, without brackets, dashes or `key:`",
            .sequence: "write `[a, b]`, or one `- a` on each line",
            .mapping: "write `key: value`, one on each line",
        ]
        findings.add(
            .manifestWrongType, at: node.location,
            "\(what) must be \(needed.rawValue), but this is \(node.kind.rawValue)",
            hint: hints[needed])
    }
}
