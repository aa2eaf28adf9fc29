// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Whether the entries that are to be overwritten can be.
struct RedirectChecks {
    /// A near jump.
    static let jumpSize = 5

    private let recipe: BoundaryRecipe
    private let changes: BoundaryChanges
    private let roles: Roles
    private let sites: [KernelFacts.PatchSite]

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges, _ roles: Roles
    ) {
        self.recipe = recipe
        self.changes = changes
        self.roles = roles
        sites = facts.patchSites
    }

    func check(_ functions: [Boundary.Function], _ findings: Diagnostics) {
        for function in functions {
            guard let offset = function.siteOffset, let symbol = function.symbol else { continue }
            let isSidecar = roles.sidecars[function.address] != nil
            let hint = self.hint(function, isSidecar)
            // Where somebody asked for it.
            let place =
                roles.sidecars[function.address]?.location
                ?? (changes.interface.add + recipe.interfaceAdd)
                .first { $0.value == function.name }?.location
                ?? (recipe.files + changes.files.add)
                .first { $0.value == function.file }?.location
            func report(code: DiagnosticCode, _ message: String, hint: String? = nil) {
                findings.add(
                    Diagnostic(
                        code, at: place, message, notes: isSidecar ? [] : function.evidence,
                        hint: hint))
            }
            if symbol != function.name && !recipe.redirectMangled.match(symbol) {
                report(
                    code: .boundaryMangled,
                    "`\(symbol)` would have to be redirected, but gcc changed how it is called",
                    hint: isAdded(function)
                        ? hint
                        : "check its arguments and allow it in the recipe (redirect_mangled),"
                            + " or take its callers into the boundary")
            }
            if function.size < UInt64(offset + Self.jumpSize) {
                report(
                    code: .boundaryTooSmall,
                    "`\(symbol)` has \(function.size) bytes; a redirect needs"
                        + " \(offset + Self.jumpSize)", hint: hint)
            }
            if let site = conflict(function.address + UInt64(offset)) {
                let what = site.kind == .jumpLabel ? "a static key" : "a static call"
                report(
                    code: .boundarySiteConflict,
                    "the kernel rewrites `\(symbol)` where the redirect would stand: \(what)"
                        + " at +\(site.address - function.address)", hint: hint)
            }
        }
    }

    private func hint(_ function: Boundary.Function, _ isSidecar: Bool) -> String {
        if isSidecar { return "replace the functions that call it instead" }
        return isAdded(function)
            ? "take `\(function.name)` out of `interface: add`"
            : "name it in the recipe's `kept`, if no variant need change it"
    }

    /// The manifest asks for its redirect.
    private func isAdded(_ function: Boundary.Function) -> Bool {
        changes.interface.add.contains { $0.value == function.name }
    }

    /// A site, of 5 bytes at most, that overlaps the jump at `address`.
    private func conflict(_ address: UInt64) -> KernelFacts.PatchSite? {
        let size = UInt64(Self.jumpSize)
        return sites.first { $0.address < address + size && address < $0.address + size }
    }
}
