// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support
import SystemPackage

/// What is checked between compiling a variant and taking its code apart: that
/// its edits can have the effect that they are meant to have, and none on
/// objects that vmlinux shares.
///
///  1. The stock objects, compiled once per kernel with the same flags, against
///     the variant's: shared data, initcalls, parameters, and functions that stay
///     vmlinux's, which must come out as they were.
///  2. What it does anew where run queues are locked.
///  3. What the variant registers with the rest of the kernel, and where.
///  4. Where the heads of functions that others call have changed: their
///     signatures against vmlinux's.
///  5. Where the text of types has changed: the layout of shared structs against
///     vmlinux's.
package struct VariantChecks {
    /// Directory of the runtime's sources.
    let runtime: FilePath
    let progress: Progress
    let subject: VariantBoundary
    let manifest: Manifest
    let tree: PatchedTree
    let lines: PatchedLines
    let classTables: [String]
    let compilation: Compilation
    /// The patched tree.
    let root: FilePath

    /// What the checks found out of a variant that may be built.
    package struct Outcome {
        /// Source names of functions of the kernel whose code differs.
        package var changedFunctions: [String] = []
        /// What does not keep the variant from being built.
        package var warnings: [Diagnostic] = []
        /// What the patches changed.
        var lines = PatchedLines()
    }

    /// - Parameter found: warnings so far.
    /// - Throws: `DiagnosticsError` with them and everything that was found.
    func run(
        _ objects: [Compilation.Object], stock: [Compilation.Object], _ found: Diagnostics
    ) async throws -> Outcome {
        guard !tree.patches.isEmpty else { return Outcome(warnings: found.warnings) }
        found.addAll(
            try LockedContextCheck(classTables: classTables, lines: lines).diagnostics(
                stock: try stock.map(read), variant: try objects.map(read)))
        let (stock, variant) = try changedObjects(objects, stock)
        let comparison = try ObjectComparison(
            stock: stock, variant: variant,
            privateVariables: Set(manifest.privateVariables.map(\.value)))
        // First what may be the cause of all that follows.
        found.addAll(
            try await LayoutChecks(
                runtime: runtime, progress: progress, subject: subject, manifest: manifest,
                tree: tree, lines: lines, compilation: compilation, root: root
            ).run(objects))
        found.addAll(
            try RegistrationCheck(
                registrations: subject.recipe.registrations,
                hooks: (RuntimeContract.current.hooks.load, RuntimeContract.current.hooks.unload),
                lines: lines
            ).diagnostics(stock: stock, variant: variant))
        found.addAll(try await signatures(variant.map(\.unit)))
        found.addAll(
            ChangeCheck(
                boundary: subject.boundary, facts: subject.kernel.facts,
                classTables: classTables, lines: lines
            ).diagnostics(comparison))
        found.addAll(try await stayingCode(comparison))
        if comparison.isEmpty, !found.hasErrors {
            found.add(withoutEffect(lines.lines.first?.location))
        }
        try found.throwIfErrors()
        return Outcome(
            changedFunctions: Self.changedNames(
                comparison.changedFunctions, in: subject.boundary),
            warnings: found.warnings, lines: lines)
    }

    // MARK: What stays vmlinux's

    /// What the patches change of functions that stay, be it in their own lines.
    private func stayingCode(_ comparison: ObjectComparison) async throws -> [Diagnostic] {
        let check = StayingCodeCheck(
            boundary: subject.boundary, facts: subject.kernel.facts,
            exempt: Set(RuntimeContract.entries), tree: tree, lines: lines)
        let staying = check.suspects(comparison.changedFunctions)
        if staying.isEmpty { return [] }
        let changed = check.changed(
            staying, try await isolatedChanges(Set(staying.map(\.unit)).sorted()))
        return check.diagnostics(changed)
    }

    /// Functions of the units that differ when no function is inlined in another.
    private func isolatedChanges(_ units: [String]) async throws -> [ObjectComparison.Item] {
        let stock = try await compilation.objects(units, .isolated, in: subject.kernel.tree.source)
        let variant = try await compilation.objects(units, .isolated, in: root, of: tree)
        // A function that stays asks vmlinux's features, wherever the variant's stand in
        // its list; that these must be private is said elsewhere.
        let loose = manifest.privateVariables.map(\.value) + RuntimeContract.featureVariables
        return try ObjectComparison(
            stock: try stock.map(read), variant: try variant.map(read),
            privateVariables: Set(loose)
        ).changedFunctions
    }

    private func withoutEffect(_ place: SourceLocation?) -> Diagnostic {
        Diagnostic(
            .editWithoutEffect, at: place,
            "the patches change nothing of the code: the variant is the kernel's own scheduler",
            hint:
                "change what the code does: gcc makes the same of the edited lines as of the kernel's"
        )
    }

    private func read(_ object: Compilation.Object) throws -> CompiledObject {
        CompiledObject(unit: object.unit, bytes: try Files.read(object.path))
    }

    // MARK: Objects

    /// Of the units whose text differs, the kernel's own objects and the variant's.
    private func changedObjects(
        _ objects: [Compilation.Object], _ stock: [Compilation.Object]
    ) throws -> (stock: [CompiledObject], variant: [CompiledObject]) {
        let originals = Dictionary(
            stock.map { ($0.unit, $0.path) }, uniquingKeysWith: { first, _ in first })
        let changed = objects.filter { originals[$0.unit] != $0.path }
        return (
            try changed.compactMap { object in
                try originals[object.unit].map {
                    CompiledObject(unit: object.unit, bytes: try Files.read($0))
                }
            },
            try changed.map(read)
        )
    }

    /// The names in the source of those functions that the variant replaces. gcc
    /// may decide otherwise about a function that no edit touches and that stays
    /// vmlinux's.
    static func changedNames(
        _ items: [ObjectComparison.Item], in boundary: Boundary
    ) -> [String] {
        let known = Dictionary(
            boundary.functions.compactMap { function in
                function.symbol.map {
                    (ObjectComparison.Item(symbol: $0, unit: function.unit), function)
                }
            }, uniquingKeysWith: { first, _ in first })
        let names = items.compactMap { item -> String? in
            guard let function = known[item] else {
                return String(item.symbol.prefix { $0 != "." })
            }
            let isReplaced =
                !function.class.staysInVmlinux
                || RuntimeContract.entries.contains(function.name)
            return isReplaced ? function.name : nil
        }
        return Set(names).sorted()
    }
}
