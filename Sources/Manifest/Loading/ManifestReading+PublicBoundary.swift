// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

// A boundary in the published format: a file that `boundary` names, or the same
// mapping in the manifest.
extension ManifestReading {
    static let publicKeys = ["mod_files", "interface_prefix", "function", "global_var", "sidecar"]

    /// Whether a scalar under `boundary` is a file's path, no recipe's name.
    static func isBoundaryFile(_ text: String) -> Bool {
        text.hasSuffix(".yaml") || text.hasSuffix(".yml") || text.contains("/")
    }

    static func isPublic(_ node: YAMLNode) -> Bool {
        node.entries?.contains { $0.key.text == "mod_files" } == true
    }

    /// The file that a manifest names; it lies below the manifest's directory.
    func publicBoundary(file name: Located<String>) -> PublicBoundary? {
        guard NameRule.boundaryFile.check(name, findings) else { return nil }
        guard let file = file(name) else {
            findings.add(
                .manifestMissingBoundary, at: name.location,
                "there is no boundary file `\(name.value)`",
                hint: "paths are relative to the manifest's directory; a recipe's name has no `/` "
                    + "and no `.yaml`")
            return nil
        }
        do {
            // Named as the manifest is, so that messages are alike.
            let shown = path.removingLastComponent().appending(FilePath(name.value).components)
            let content = FileContent(try YAMLTree.read(shown))
            let node = try YAMLTree.parse(bytes: content.bytes, file: shown.string)
            guard Self.isPublic(node) else {
                findings.add(
                    .manifestNoModFiles, at: node.location,
                    "`\(name.value)` has no `mod_files`, so it is no boundary file",
                    notes: ["named at \(name.location)"],
                    hint: "a recipe is named by its directory's name, such as `boundary: linux-6.1`"
                )
                return nil
            }
            return publicBoundary(
                node, source: name.value, path: file.string, digest: content.digest)
        } catch {
            findings.addAll(error.diagnostics)
            return nil
        }
    }

    /// `digest`: of the file at `path`, in which the mapping stands.
    func publicBoundary(
        _ node: YAMLNode, source: String, path: String, digest: Digest
    ) -> PublicBoundary? {
        // `sidecar:` with nothing behind it is how published files say none.
        guard
            let top = Section(
                node.withoutNulls, path: "", keys: Self.publicKeys, findings: findings)
        else { return nil }
        var found = PublicBoundary(source: source, path: path, digest: digest)
        let files = top.optional("mod_files").map { modFiles($0, top) } ?? []
        (found.files, found.headers) = (
            files.filter { $0.value.hasSuffix(".c") }, files.filter { !$0.value.hasSuffix(".c") }
        )
        found.interfacePrefixes = top.publicNames("interface_prefix")
        if let node = top.optional("function"),
            let section = Section(
                node, path: "function", keys: ["interface", "force_outsider", "sched_outsider"],
                findings: findings)
        {
            found.interface = section.publicNames("interface")
            found.outsiders = section.publicNames("force_outsider")
        }
        if let node = top.optional("global_var"),
            let section = Section(
                node, path: "global_var", keys: ["extra_public", "force_private"],
                findings: findings)
        {
            found.extraPublic = section.publicNames("extra_public")
            found.forcePrivate = section.publicNames("force_private")
        }
        found.sidecars = top.has("sidecar") ? sidecars(in: top, key: "sidecar") : []
        return found
    }

    /// A list, or lists under names of any depth.
    private func modFiles(_ node: YAMLNode, _ top: Section) -> [Located<String>] {
        if let entries = node.entries { return entries.flatMap { modFiles($0.value, top) } }
        guard let elements = node.elements else {
            Section.reportType(node, "`mod_files`", needed: .sequence, findings)
            return []
        }
        return elements.compactMap { top.text($0, "an entry of `mod_files`") }
            .filter { NameRule.treeFile.check($0, findings) }
    }

    /// The recipe of the kernels' line, which says what a published file does not:
    /// what is kept, and which tables are exchanged.
    func recipe(for base: Manifest.Base?, of boundary: Located<String>) -> Located<String>? {
        guard let base else { return nil }
        let lines = Set(
            base.kernels.map { kernel in
                "linux-" + kernel.value.split(separator: ".").prefix(2).joined(separator: ".")
            })
        guard lines.count == 1, let line = lines.first, recipeNames().contains(line) else {
            findings.add(
                .manifestNoLine, at: boundary.location,
                "a boundary file needs the recipe of its kernel's line, and `base.kernel` names "
                    + (lines.count == 1 ? "no line that has one" : "several lines"),
                notes: ["recipes: " + recipeNames().joined(separator: ", ")],
                hint: "write `boundary: {extends: linux-6.1, file: boundary.yaml}`")
            return nil
        }
        return Located(line, at: boundary.location)
    }
}

extension Section {
    /// A list of C names; an empty or missing one is no fault, nor one that
    /// stands twice, as published files are read as sets.
    fileprivate func publicNames(_ key: String) -> [Located<String>] {
        guard let node = has(key) ? optional(key) : nil else { return [] }
        guard let elements = node.elements else {
            Self.reportType(node, "`\(name(of: key))`", needed: .sequence, findings)
            return []
        }
        var names: [Located<String>] = []
        for element in elements {
            guard let text = text(element, "an entry of `\(name(of: key))`"),
                NameRule.symbol.check(text, findings),
                !names.contains(where: { $0.value == text.value })
            else { continue }
            names.append(text)
        }
        return names
    }
}

extension NameRule {
    fileprivate static let symbol = NameRule(
        code: .manifestBadIdentifier, noun: "a C name",
        hint: "only the name, such as `scheduler_tick`", accepts: { NameSyntax.isIdentifier($0) })

    fileprivate static let treeFile = NameRule(
        code: .manifestBadSourcePath, noun: "the path of a .c or .h file in the kernel tree",
        hint: "write it from the tree's root, such as `kernel/sched/core.c`",
        accepts: { NameSyntax.isInnerPath($0) && ($0.hasSuffix(".c") || $0.hasSuffix(".h")) })
}

extension YAMLNode {
    /// Without entries that have no value, at every depth.
    fileprivate var withoutNulls: YAMLNode {
        guard case .mapping(let entries) = content else { return self }
        var copy = self
        copy.content = .mapping(
            entries.filter { $0.value.kind != .null }
                .map { Entry(key: $0.key, value: $0.value.withoutNulls) })
        return copy
    }
}
