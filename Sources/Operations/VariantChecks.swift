// SPDX-License-Identifier: Apache-2.0
internal import Diagnostics
internal import Extraction
internal import ModuleBuild
internal import SchedModel
internal import SystemIO
internal import SystemPackage
internal import VmlinuxFacts

/// What is checked between compiling a variant and taking its code apart: that
/// its edits can have the effect that they are meant to have, and none on
/// objects that vmlinux shares.
///
///  1. The patches' text: no new exports.
///  2. The stock objects, compiled once per kernel with the same flags, against
///     the variant's: shared data, initcalls, parameters, functions that stay.
///  3. Where the text of types has changed: the layout of shared structs against
///     vmlinux's.
struct VariantChecks {
    let kernel: Preparation.Kernel
    let manifest: Manifest
    let patches: [VariantPatch]
    let classTables: [String]
    let compilation: Compilation
    /// The patched tree.
    let root: FilePath

    struct Outcome {
        /// Source names of functions of the kernel whose code differs.
        var changedFunctions: [String] = []
        var warnings: [Diagnostic] = []
    }

    var attribution: Attribution {
        let lines = PatchedLines(patches)
        return { lines.origin(of: $0) }
    }

    /// - Throws: `DiagnosticsError` with everything that was found.
    func run(_ objects: [Compilation.Object]) async throws -> Outcome {
        guard !patches.isEmpty else { return Outcome() }
        var found = PatchedLines(patches).newExports()
        let comparison = try await comparison(objects)
        found += ChangeCheck(
            boundary: kernel.boundary, facts: kernel.facts, classTables: classTables,
            attribution: attribution
        ).diagnostics(comparison)
        found += ReachCheck(
            boundary: kernel.boundary, facts: kernel.facts, exempt: Set(RuntimeContract.entries),
            source: { [tree = kernel.tree] in Self.lines($0, in: tree.source) }
        ).diagnostics(
            comparison.changedFunctions.map { .init(symbol: $0.symbol, unit: $0.unit) }, patches)
        found += try await layouts(objects)
        guard found.allSatisfy({ $0.severity == .warning }) else { throw DiagnosticsError(found) }
        return Outcome(changedFunctions: names(comparison.changedFunctions), warnings: found)
    }

    static func lines(_ path: String, in root: FilePath) -> [Substring]? {
        text(path, in: root)?.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private static func text(_ path: String, in root: FilePath) -> String? {
        try? Files.readText(root.appending(FilePath(path).components))
    }

    // MARK: Objects

    private func comparison(_ objects: [Compilation.Object]) async throws -> ObjectComparison {
        let stock = try await compilation.objects(
            objects.map(\.unit), in: kernel.tree.source)
        let originals = Dictionary(
            stock.map { ($0.unit, $0.path) }, uniquingKeysWith: { first, _ in first })
        let changed = objects.filter { originals[$0.unit] != $0.path }
        return try ObjectComparison(
            stock: changed.compactMap { object in
                try originals[object.unit].map {
                    CompiledObject(unit: object.unit, bytes: try Files.read($0))
                }
            },
            variant: changed.map {
                CompiledObject(unit: $0.unit, bytes: try Files.read($0.path))
            },
            privateVariables: Set(manifest.privateVariables.map(\.value)))
    }

    /// Of what the variant replaces. gcc may decide otherwise about a function that
    /// no edit touches and that stays vmlinux's.
    private func names(_ items: [ObjectComparison.Item]) -> [String] {
        let known = Dictionary(
            kernel.boundary.functions.compactMap { function in
                function.symbol.map {
                    (ObjectComparison.Item(symbol: $0, unit: function.unit), function)
                }
            }, uniquingKeysWith: { first, _ in first })
        let names = items.compactMap { item -> String? in
            guard let function = known[item] else {
                return String(item.symbol.prefix { $0 != "." })
            }
            let isReplaced =
                ![.outsider, .`init`, .kept].contains(function.class)
                || RuntimeContract.entries.contains(function.name)
            return isReplaced ? function.name : nil
        }
        return Set(names).sorted()
    }

    // MARK: Layouts

    private func layouts(_ objects: [Compilation.Object]) async throws -> [Diagnostic] {
        let tree = kernel.tree.source
        let files = TypeEdits.files(
            PatchedLines(patches).files, stock: { Self.text($0, in: tree) },
            variant: { Self.text($0, in: root) })
        let units = units(holding: files, objects)
        let probes = try await compilation.objects(units, .types, in: root, patches: patches)
        return try probes.flatMap { probe in try compare(probe) }
    }

    /// As few units as see all of the files, preferring small ones.
    private func units(holding files: [String], _ objects: [Compilation.Object]) -> [String] {
        let sources = objects.sorted { (Files.size($0.path) ?? 0) < (Files.size($1.path) ?? 0) }
            .map { ($0.unit, Set(compilation.knownDependencies($0.unit) ?? [])) }
        var chosen: [String] = []
        // A .c file has one unit, a header many: the former first.
        for file in files.sorted(by: { !$0.hasSuffix(".h") && $1.hasSuffix(".h") }) {
            let holders = sources.filter { $0.1.contains(file) }.map(\.0)
            if holders.contains(where: chosen.contains) { continue }
            chosen += holders.prefix(1)
        }
        return chosen
    }

    private func compare(_ probe: Compilation.Object) throws -> [Diagnostic] {
        let files = Set(compilation.knownDependencies(probe.unit) ?? []).union([probe.unit])
        let crossing = kernel.boundary.functions.filter {
            $0.class != .insider && $0.class != .optimisedAway
        }
        let shared = try StructReader.shared(
            vmlinux: kernel.tree.vmlinux, unit: probe.unit, declaredIn: files,
            crossing: Set(crossing.map(\.name)),
            private: Set(manifest.privateVariables.map(\.value)))
        let now = try StructReader.layouts(
            object: try Files.read(probe.path), named: probe.unit, declaredIn: files)
        return shared.sorted { $0.key < $1.key }.flatMap { name, stock -> [Diagnostic] in
            guard let variant = now[name] else { return [] }
            if let change = LayoutChange(stock: stock, variant: variant) {
                let origin = change.suspects.lazy.compactMap { attribution($0) }.first
                return [
                    change.diagnostic(
                        at: origin?.location, notes: [origin?.note].compactMap { $0 })
                ]
            }
            return LayoutChange.inHoles(stock: stock, variant: variant).map { inHole($0, of: name) }
        }
    }

    private func inHole(_ member: StructLayout.Member, of name: String) -> Diagnostic {
        let place = attribution(String(member.name.split(separator: ".").last ?? ""))
        return Diagnostic(
            "struct-hole-used", .warning, at: place?.location,
            "`\(member.name)` lies in a hole of `\(name)`, at byte \(member.place): vmlinux neither sets nor clears it, and another variant finds what this one leaves",
            hint: "the variant must work with any value there")
    }
}
