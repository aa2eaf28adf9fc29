// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import Support

/// The boundary of one variant in one kernel, and what it was computed from.
package struct VariantBoundary: Sendable {
    /// The kernel in which the boundary was drawn.
    package var kernel: PreparedKernel
    /// With what a published boundary adds for this kernel.
    package var manifest: Manifest
    /// The recipe of the kernel's line that the manifest names.
    package var recipe: BoundaryRecipe
    /// What is replaced, shared and left.
    package var boundary: Boundary
    /// About the manifest's sidecars.
    package var warnings: [Diagnostic] = []

    /// Computes the boundary; what speaks against the manifest's sidecars is told.
    ///
    /// - Throws: `DiagnosticsError`, `SchedulePointsError`, `ELFError`.
    package static func analyse(
        _ kernel: PreparedKernel, _ manifest: Manifest, _ recipe: BoundaryRecipe
    ) throws -> VariantBoundary {
        let taken = try manifest.boundary.listed.map { listed in
            try FittedBoundary(
                listed, manifest, facts: kernel.facts, recipe: recipe,
                present: Set(
                    listed.headers.map(\.value).filter { Files.exists(kernel.source($0)) }))
        }
        var result = VariantBoundary(
            kernel: kernel, manifest: taken?.manifest ?? manifest,
            recipe: taken?.recipe ?? recipe,
            boundary: try BoundaryAnalyser.analyse(
                facts: kernel.facts, recipe: taken?.recipe ?? recipe,
                manifest: taken?.manifest ?? manifest,
                schedulePoints: try SchedulePoints.find(in: kernel, of: manifest)))
        result.boundary.listed = taken?.comparison(result.boundary)
        try result.checkSources()
        return result
    }

    /// The units whose objects a variant needs: those that hold a boundary
    /// function or a sidecar.
    package var units: [String] {
        let files = Set(boundary.files)
        return Set(
            boundary.functions
                .filter { files.contains($0.file) || $0.class == .sidecar }.map(\.unit)
        ).sorted()
    }

    /// Symbols of the scheduling classes' tables.
    package var classTables: [String] {
        boundary.variables.map(\.symbol)
            .filter { name in recipe.classTables.contains { $0.matches(name) } }.sorted()
    }

    /// Whether the variant has scheduler features of its own.
    package var ownsFeatures: Bool {
        let names = Set(manifest.privateVariables.map(\.value))
        return RuntimeContract.featureVariables.allSatisfy(names.contains)
    }

    /// Refuses sidecars whose source is not in the prepared tree.
    private func checkSources() throws {
        let found = manifest.sidecars.filter { sidecar in
            !Files.exists(kernel.source(sidecar.value.file))
        }.map { sidecar in
            Diagnostic(
                .sidecarWithoutSource, at: sidecar.location,
                "the source of `\(sidecar.value.file)` is not in the prepared tree, which leaves out what no scheduler needs",
                hint:
                    "functions of drivers cannot be replaced: replace one of the kernel proper that it calls"
            )
        }
        try Diagnostics(found).throwIfErrors()
    }

    /// Checks the code of the functions that the manifest names as sidecars.
    ///
    /// - Parameter commands: the compile commands of their units.
    package func checkedSidecars(
        _ commands: [String: CompileCommand]
    ) throws -> VariantBoundary {
        let found = Diagnostics(
            try SidecarCode(
                facts: kernel.facts, sites: kernel.sites, commands: commands
            ).diagnostics(manifest.sidecars))
        try found.throwIfErrors()
        var result = self
        result.warnings = found.warnings
        return result
    }
}
