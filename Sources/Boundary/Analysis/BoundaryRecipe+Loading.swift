// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support
import SystemPackage

extension BoundaryRecipe {
    static let keys = [
        "files", "kept", "class_tables", "required_tables", "redirect_mangled", "interface",
        "private", "registrations",
    ]

    /// The recipe in a `boundary.yaml`.
    ///
    /// - Throws: `DiagnosticsError` with all that is wrong.
    package static func load(_ path: FilePath) throws(DiagnosticsError) -> BoundaryRecipe {
        try BoundaryRecipe(try YAMLTree.parse(file: path))
    }

    /// The recipe in a parsed document.
    ///
    /// - Throws: `DiagnosticsError` with all that is wrong.
    package init(_ root: YAMLNode) throws(DiagnosticsError) {
        let reader = RecipeReader()
        let top = reader.mapping(root, "a recipe", keys: Self.keys)
        let interface = top["interface"].map {
            reader.mapping($0, "`interface`", keys: ["add", "remove"])
        }
        self.init(
            files: reader.names(top["files"]), kept: reader.patterns(top["kept"]),
            classTables: reader.patterns(top["class_tables"]),
            requiredTables: reader.names(top["required_tables"]),
            redirectMangled: reader.patterns(top["redirect_mangled"]),
            interfaceAdd: reader.names(interface?["add"]),
            interfaceRemove: reader.names(interface?["remove"]),
            privateVariables: reader.names(top["private"]))
        sources = [FilePath(root.location.file)]
        registrations = reader.registrations(try shared(top["registrations"]))
        if files.isEmpty && !reader.diagnostics.hasErrors {
            reader.report(
                code: .recipeNoFiles, root, "the recipe names no files",
                hint: "list under `files:` those whose functions are replaced")
        }
        try reader.diagnostics.throwIfErrors()
    }

    /// What stands in the file that `node` names, relative to the recipe's own,
    /// because lines of kernels have it in common; another node as it is.
    private mutating func shared(_ node: YAMLNode?) throws(DiagnosticsError) -> YAMLNode? {
        guard let name = node?.text else { return node }
        let path = sources[0].removingLastComponent().appending(name).lexicallyNormalized()
        sources.append(path)
        return try YAMLTree.parse(file: path)
    }
}

/// Reads a recipe's nodes and collects what is wrong with them.
private struct RecipeReader {
    let diagnostics = Diagnostics()

    func report(
        code: DiagnosticCode, _ node: YAMLNode, _ message: String, hint: String? = nil
    ) {
        diagnostics.add(code, at: node.location, message, hint: hint)
    }

    func mapping(
        _ node: YAMLNode, _ what: String, keys: [String]
    ) -> [String: YAMLNode] {
        guard let entries = node.entries else {
            report(
                code: .recipeWrongType, node,
                "\(what) must be a mapping, not \(node.kind.rawValue)",
                hint: "write `key: value`, one on each line")
            return [:]
        }
        var found: [String: YAMLNode] = [:]
        for entry in entries {
            guard let key = entry.key.text, keys.contains(key) else {
                let name = entry.key.text.map { "`\($0)`" } ?? entry.key.kind.rawValue
                report(
                    code: .recipeUnknownKey, entry.key, "there is no key \(name) in \(what)",
                    hint: "keys: " + keys.map { "`\($0)`" }.joined(separator: ", "))
                continue
            }
            if found.updateValue(entry.value, forKey: key) != nil {
                report(
                    code: .recipeDuplicateKey, entry.key, "`\(key)` stands here a second time",
                    hint: "keep one of them")
            }
        }
        return found
    }

    func names(_ node: YAMLNode?) -> [Located<String>] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            report(
                code: .recipeWrongType, node, "a list of names is needed",
                hint: "write `[a, b]`, or one `- a` on each line")
            return []
        }
        return elements.compactMap { element in
            if let text = element.text { return Located(text, at: element.location) }
            report(
                code: .recipeWrongType, element, "a name is needed",
                hint: "write one word, without brackets, dashes or `key:`")
            return nil
        }
    }

    func registrations(_ node: YAMLNode?) -> [BoundaryRecipe.Registration] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            report(
                code: .recipeWrongType, node, "a list of mappings is needed",
                hint: "write `- what: …` and the other keys below it")
            return []
        }
        return elements.compactMap { element in
            let parts = mapping(
                element, "a registration", keys: ["what", "kind", "register", "unregister"])
            guard let what = parts["what"]?.text,
                let kind = parts["kind"]?.text.flatMap(BoundaryRecipe.Registration.Kind.init)
            else {
                report(
                    code: .recipeWrongType, element,
                    "a registration needs `what` and `kind`",
                    hint:
                        "write `what: a timer` and `kind: timer`; the kinds are file, lasting, timer"
                )
                return nil
            }
            return .init(
                what: what, kind: kind,
                register: patterns(parts["register"]), unregister: patterns(parts["unregister"]))
        }
    }

    func patterns(_ node: YAMLNode?) -> [Glob] {
        names(node).map { Glob($0.value) }
    }
}
