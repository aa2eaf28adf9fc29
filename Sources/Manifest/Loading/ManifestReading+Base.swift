// SPDX-License-Identifier: Apache-2.0
import Support

// base and boundary: what the variant is made from.
extension ManifestReading {
    func base(in top: Section) -> Manifest.Base? {
        let node = top.required(
            "base", hint: "add `base:` with `kernel:` (a `uname -r`) and `from:`")
        guard let node,
            let section = Section(node, path: "base", keys: ["kernel", "from"], findings: findings)
        else { return nil }
        let kernels = kernels(in: section)
        // The others are known and refused later; nobody is led to them.
        let sources = [Manifest.KernelSource.debian.rawValue]
        let listed = sources.map { "`\($0)`" }.joined(separator: ", ")
        let from = section.text(
            section.required("from", hint: "say where the kernel comes from: \(listed)"),
            "`base.from`")
        guard let from else { return nil }
        guard let source = Manifest.KernelSource(rawValue: from.value) else {
            findings.add(
                .manifestBadSource, at: from.location,
                "kernels cannot come from `\(from.value)`",
                hint: NearestNames.hint(for: from.value, among: sources, calledKeys: "sources"))
            return nil
        }
        return Manifest.Base(kernels: kernels, from: Located(source, at: from.location))
    }

    private func kernels(in section: Section) -> [Located<String>] {
        let node = section.required(
            "kernel", hint: "name a kernel as `uname -r` does, a list of such, or a pattern")
        guard let node else { return [] }
        if node.elements != nil { return section.names("kernel", rule: .release) }
        guard let text = section.text(node, "`base.kernel`") else { return [] }
        if text.value == "newest" || NameSyntax.isPattern(text.value) { return [text] }
        return NameRule.release.check(text, findings) ? [text] : []
    }

    static let boundaryKeys = [
        "recipe", "extends", "file", "files", "interface", "shared", "private",
    ]

    func boundarySpec(in top: Section, base: Manifest.Base?) -> Manifest.BoundarySpec? {
        let example = recipeNames().first ?? "linux-6.1"
        let node = top.required("boundary", hint: "name a recipe, such as `boundary: \(example)`")
        guard let node else { return nil }
        if let text = node.text, Self.isBoundaryFile(text) {
            let name = Located(text, at: node.location)
            return spec(publicBoundary(file: name), recipe(for: base, of: name))
        }
        if Self.isPublic(node) {
            let place = Located("", at: node.location)
            return spec(
                publicBoundary(
                    node, source: "the manifest", path: absolutePath(path).string,
                    digest: content.digest),
                recipe(for: base, of: place))
        }
        if node.entries == nil {
            return recipe(top.text(node, "`boundary`")).map { .init(recipe: $0) }
        }
        let section = Section(
            node, path: "boundary", keys: Self.boundaryKeys, findings: findings)
        guard let section else { return nil }
        // Every part is read even if the recipe is wrong: its faults count too.
        let files = change("files", of: section, rule: .sourceFile)
        let interface = change("interface", of: section, rule: .function)
        let shared = change("shared", of: section, rule: .variable)
        let privates = change("private", of: section, rule: .variable)
        let file =
            section.has("file")
            ? section.text(section.optional("file"), "`boundary.file`") : nil
        let listed = file.flatMap { publicBoundary(file: $0) }
        guard let recipe = recipe(recipeText(in: section, example: example)) else { return nil }
        var spec = Manifest.BoundarySpec(recipe: recipe)
        (spec.files, spec.interface, spec.shared, spec.private) =
            (files, interface, shared, privates)
        spec.listed = listed
        return spec
    }

    private func spec(
        _ listed: PublicBoundary?, _ recipe: Located<String>?
    ) -> Manifest.BoundarySpec? {
        guard let listed, let recipe else { return nil }
        var spec = Manifest.BoundarySpec(recipe: recipe)
        spec.listed = listed
        return spec
    }

    /// `recipe` and `extends` are the same key under two names.
    private func recipeText(in section: Section, example: String) -> Located<String>? {
        if section.has("extends"), !section.has("recipe") {
            return section.text(section.optional("extends"), "`boundary.extends`")
        }
        if section.has("extends"), let other = section.optional("extends") {
            findings.add(
                .manifestTwoRecipes, at: other.location,
                "`boundary` has both `recipe` and `extends`", hint: "keep one: they mean the same")
        }
        let node = section.required("recipe", hint: "name a recipe, such as `recipe: \(example)`")
        return section.text(node, "`boundary.recipe`")
    }

    private func change(_ key: String, of parent: Section, rule: NameRule) -> Manifest.Change {
        var change = Manifest.Change()
        guard let node = parent.optional(key),
            let section = Section(
                node, path: parent.name(of: key), keys: ["add", "remove"], findings: findings)
        else { return change }
        change.add = section.names("add", rule: rule)
        change.remove = section.names("remove", rule: rule)
        for name in change.remove {
            guard let added = change.add.first(where: { $0.value == name.value }) else { continue }
            findings.add(
                .manifestContradiction, at: name.location,
                "`\(name.value)` is both added to and removed from `\(section.path)`",
                notes: ["it is added at \(added.location)"], hint: "keep one of the two")
        }
        return change
    }
}

extension NameRule {
    static let release = NameRule(
        code: .manifestBadKernel, noun: "a kernel release",
        hint: "write one as `uname -r` prints it, such as `6.1.0-56-cloud-amd64`; a pattern "
            + "(`6.1.0-*-cloud-amd64`) or `newest` stands alone, not in a list",
        accepts: { NameSyntax.isRelease($0) })
}
