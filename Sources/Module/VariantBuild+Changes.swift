// SPDX-License-Identifier: Apache-2.0
import Boundary
import Support
import SystemPackage

// What the variant changes, for people to read.
extension VariantBuild {
    /// From the sources alone: no instructions, no data, no functions that only gcc made
    /// other code of.
    package func sourceChanges() throws -> VariantChanges {
        changes(
            try ChangedFunctions(
                subject.boundary, try PatchedTree(patches, tree: subject.kernel.tree.source), nil))
    }

    /// From the sources and what gcc makes of them; compiles what the cache does not have.
    ///
    /// - Throws: `DiagnosticsError` when the patches do not apply or do not compile.
    package func changes(_ work: FilePath) async throws -> VariantChanges {
        let tree = try await compiledTree(work)
        let stock = try tree.stock.map(Self.read)
        let variant = try tree.objects.map(Self.read)
        let compiled = ChangedFunctions.Compiled(
            comparison: try ObjectComparison(
                stock: stock, variant: variant,
                privateVariables: Set(manifest.privateVariables.map(\.value))),
            before: try InstructionCounter(stock), after: try InstructionCounter(variant))
        return changes(try ChangedFunctions(subject.boundary, tree.patched, compiled))
    }

    private static func read(_ object: Compilation.Object) throws -> CompiledObject {
        CompiledObject(unit: object.unit, bytes: try Files.read(object.path))
    }

    private func changes(_ found: ChangedFunctions) -> VariantChanges {
        VariantChanges(
            variant: manifest.name.value, version: manifest.version.value,
            kernel: subject.boundary.kernel, lines: found.lines, functions: found.functions,
            otherEdits: found.otherEdits, data: found.data)
    }
}
