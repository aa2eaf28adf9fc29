// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import Support

/// The boundary of one variant in one kernel, and what it was computed from.
package struct VariantBoundary: Sendable {
    package var kernel: PreparedKernel
    /// With what a published boundary adds for this kernel.
    package var manifest: Manifest
    package var recipe: BoundaryRecipe
    package var boundary: Boundary
    /// About the manifest's sidecars.
    package var warnings: [Diagnostic] = []

    /// Computes the boundary; what speaks against the manifest's sidecars is told.
    ///
    /// - Throws: `DiagnosticsError`, `SchedulePointsError`, `ELFError`.
    package static func analyse(
        _ kernel: PreparedKernel, _ manifest: Manifest, _ recipe: BoundaryRecipe
    ) throws -> VariantBoundary {
        let taken = try manifest.boundary.listed.map {
            try TakenBoundary($0, manifest, facts: kernel.facts, recipe: recipe) {
                Files.exists(kernel.source($0))
            }
        }
        var result = VariantBoundary(
            kernel: kernel, manifest: taken?.manifest ?? manifest,
            recipe: taken?.recipe ?? recipe,
            boundary: try BoundaryAnalyser.analyse(
                facts: kernel.facts, recipe: taken?.recipe ?? recipe,
                manifest: taken?.manifest ?? manifest,
                schedulePoints: try SchedulePoints.find(in: kernel)))
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

    private func checkSources() throws {
        let found = manifest.sidecars.filter { sidecar in
            !Files.exists(kernel.source(sidecar.value.file))
        }.map { sidecar in
            Diagnostic(
                "sidecar-without-source", at: sidecar.location,
                "the source of `\(sidecar.value.file)` is not in the prepared tree, which leaves out what no scheduler needs",
                hint: "functions of drivers cannot be replaced")
        }
        guard found.isEmpty else { throw DiagnosticsError(found) }
    }

    /// Judges the code of the functions that the manifest names as sidecars.
    ///
    /// - Parameter commands: the compile commands of their units.
    package func checkedSidecars(
        _ commands: [String: CompileCommand]
    ) throws -> VariantBoundary {
        let sites = kernel.sites
        let found = try SidecarCode(
            facts: kernel.facts,
            code: { function in
                try sites.parts(
                    symbol: function.symbol ?? function.name, address: function.address,
                    size: function.size
                ).map { SidecarCode.Part(address: $0.address, bytes: $0.bytes) }
            },
            name: { sites.name(at: $0) },
            flags: { commands[$0]?.flags ?? [] }
        ).diagnostics(manifest.sidecars)
        guard found.allSatisfy({ $0.severity == .warning }) else { throw DiagnosticsError(found) }
        var result = self
        result.warnings = found
        return result
    }
}

extension SchedulePoints {
    /// In the `__schedule` of a kernel.
    static func find(in kernel: PreparedKernel) throws -> Boundary.SchedulePoints {
        let name = BoundaryAnalyser.contextSwitcher
        guard let function = kernel.facts.functions.first(where: { $0.symbol == name }) else {
            throw SystemError.other("\(kernel.tree.vmlinux) has no function \(name)")
        }
        let sites = kernel.sites
        let cold = try sites.function(named: name + ".cold").map { part in
            SchedulePoints.Part(
                address: part.address, code: try sites.code(at: part.address, size: part.size))
        }
        return try find(
            code: try sites.code(at: function.address, size: function.size),
            address: function.address, symbols: { sites.name(at: $0) },
            avoiding: kernel.facts.patchSites.map { $0.address..<$0.address + 5 },
            coldParts: cold.map { [$0] } ?? [])
    }
}
