// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Reads a manifest strictly. docs/manifest.md describes every key,
/// docs/diagnostics.md every code.
package enum ManifestLoader {
    /// Reads and checks the manifest at `path` and the syntax of its patches.
    ///
    /// - Parameter recipes: the data directory's `recipes`; the recipe must be in
    ///   `kernels/<name>` below it.
    /// - Returns: the manifest, and warnings sorted by place.
    /// - Throws: `DiagnosticsError` with everything that is wrong, sorted by
    ///   place, and the warnings among it.
    package static func load(
        _ path: FilePath, recipes: FilePath
    ) throws -> (manifest: Manifest, warnings: [Diagnostic]) {
        let content = FileContent(try YAMLTree.read(path))
        let root = try YAMLTree.parse(bytes: content.bytes, file: path.string)
        let findings = Diagnostics()
        let manifest = ManifestReading(
            path: path, content: content, recipes: recipes, findings: findings
        ).read(root)
        let diagnostics = findings.sorted(first: path.string)
        guard let manifest, !findings.hasErrors else { throw DiagnosticsError(diagnostics) }
        return (manifest, diagnostics)
    }
}

/// One reading of one manifest. Each part reports to `findings` and gives nil
/// or leaves out what it could not read; the whole is used only without errors.
struct ManifestReading {
    let path: FilePath
    /// The manifest file as it was read.
    let content: FileContent
    let recipes: FilePath
    let findings: Diagnostics

    static let keys = [
        "name", "version", "summary", "description", "license", "base", "boundary", "patches",
        "sidecars", "private", "unsafe", "parameters",
    ]

    func read(_ root: YAMLNode) -> Manifest? {
        guard let top = Section(root, path: "", keys: Self.keys, findings: findings) else {
            return nil
        }
        // 1. who it is
        let name = variantName(in: top)
        let version = version(in: top)
        let summary = summary(in: top)
        let description = longDescription(in: top)
        let license = license(in: top)
        // 2. what it is made from
        let base = base(in: top)
        let boundary = boundarySpec(in: top, base: base)
        // 3. what it changes
        let patches = patches(in: top)
        let own = sidecars(in: top)
        let sidecars =
            own
            + (boundary?.listed?.sidecars ?? []).filter { listed in
                !own.contains { $0.value == listed.value }
            }
        let privates = top.names("private", rule: .variable)
        let parameters = parameters(in: top)
        // 4. whether the parts agree
        guard let name, let version, let summary, let license, let base, let boundary else {
            return nil
        }
        var manifest = Manifest(
            path: absolutePath(path).string, content: content, name: name, version: version,
            summary: summary.value, description: description?.value, license: license.value,
            base: base, boundary: boundary, patches: patches, sidecars: sidecars,
            privateVariables: privates, parameters: parameters)
        manifest.unsafe = unsafeVariables(
            in: top, owned: privates + boundary.private.add + listedPrivates(boundary.listed))
        checkAgreement(manifest)
        checkChange(manifest, top)
        return manifest
    }

    func absolutePath(_ path: FilePath) -> FilePath {
        let whole =
            path.isAbsolute ? path : Surroundings.workingDirectory.appending(path.components)
        return whole.lexicallyNormalized()
    }

    /// Directory of the manifest, to which patches are relative.
    var directory: FilePath { absolutePath(path).removingLastComponent() }

    private func checkAgreement(_ manifest: Manifest) {
        let shared = manifest.boundary.shared.add
        for variable in manifest.privateVariables {
            guard let other = shared.first(where: { $0.value == variable.value }) else { continue }
            findings.add(
                .manifestContradiction, at: variable.location,
                "`\(variable.value)` is private here and shared elsewhere",
                notes: ["it is shared at \(other.location)"], hint: "keep one of the two")
        }
    }

    private func checkChange(_ manifest: Manifest, _ top: Section) {
        let listed = manifest.boundary.listed?.sidecars ?? []
        if !top.has("patches") && !top.has("sidecars") && listed.isEmpty {
            findings.add(
                .manifestNoChange, at: top.location,
                "no patches and no sidecars: the variant is the stock scheduler in a module",
                hint: "list what it changes under `patches`")
        }
    }
}
