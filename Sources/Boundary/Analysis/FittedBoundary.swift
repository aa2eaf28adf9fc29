// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import SourceFacts
import Support

/// A published boundary made to fit one kernel. Its files are taken, and of its
/// private variables those that are there and are no class tables; interfaces are
/// computed and only compared.
package struct FittedBoundary: Sendable {
    /// With the listed files for its own.
    package let recipe: BoundaryRecipe
    /// With the private variables among its own.
    package let manifest: Manifest
    private let listed: PublicBoundary
    private let variables: Set<String>
    /// Variables behind sched_feat() that others of the file call for.
    private let features: [Located<String>]
    private let present: Set<String>

    /// - Parameter present: those of the listed headers that the kernel's source has.
    /// - Throws: `DiagnosticsError` with each listed .c file that this kernel was
    ///   built without: the boundary would be another one.
    package init(
        _ listed: PublicBoundary, _ manifest: Manifest, facts: KernelFacts,
        recipe: BoundaryRecipe, present: Set<String>
    ) throws(DiagnosticsError) {
        self.listed = listed
        self.present = present
        let known = Set(facts.functions.map(\.file))
        let missing = listed.files.filter { !known.contains($0.value) }
        guard missing.isEmpty else {
            throw DiagnosticsError(
                missing.map { Self.unknown($0, recipe, manifest, known) })
        }
        let inside = Set(listed.files.map(\.value))
        let names = Set(facts.variables.filter { inside.contains($0.file) }.map(\.name))
        variables = names
        var fitted = recipe
        fitted.files = listed.files
        self.recipe = fitted
        let owned = listed.forcePrivate.filter {
            names.contains($0.value) && !recipe.classTables.match($0.value)
        }
        features = Self.missingFeatures(owned)
        var changed = manifest
        changed.privateVariables += (owned + features).filter { variable in
            !manifest.privateVariables.contains { $0.value == variable.value }
        }
        self.manifest = changed
    }

    private static func missingFeatures(_ owned: [Located<String>]) -> [Located<String>] {
        guard
            let first = owned.first(where: { RuntimeContract.featureVariables.contains($0.value) })
        else {
            return []
        }
        return RuntimeContract.featureVariables.filter { name in
            !owned.contains { $0.value == name }
        }
        .map { Located($0, at: first.location) }
    }

    private static func unknown(
        _ file: Located<String>, _ recipe: BoundaryRecipe, _ manifest: Manifest,
        _ known: Set<String>
    ) -> Diagnostic {
        let near = NearestNames.hint(
            for: file.value,
            among: known.filter { $0.hasSuffix(".c") && $0.hasPrefix("kernel/sched/") })
        return Diagnostic(
            .boundaryUnknownFile, at: file.location,
            "the kernel was built without a function of `\(file.value)`",
            notes: [
                "the boundary was written for another kernel line; `\(manifest.boundary.recipe.value)` has "
                    + recipe.files.map { String($0.value.split(separator: "/").last ?? "") }
                    .joined(separator: ", ")
            ],
            hint: near ?? "remove the file from `mod_files`")
    }
}

extension FittedBoundary {
    /// What was taken of it, and what is computed instead.
    package func comparison(_ boundary: Boundary) -> ListedBoundary {
        let redirected = boundary.functions.filter { $0.siteOffset != nil }
        let names = Set(listed.interface.map(\.value))
        let unlisted = redirected.filter { function in
            function.class == .interface && !names.contains(function.name)
                && !listed.interfacePrefixes.contains {
                    function.name.hasPrefix($0.value)
                        || (function.symbol ?? "").hasPrefix($0.value)
                }
        }
        return ListedBoundary(
            source: listed.source,
            items: fileItems + interfaceItems(boundary) + variableItems + sidecarItems,
            unlisted: Set(unlisted.map(\.name)).sorted())
    }

    private func items<Value>(
        _ key: String, _ names: [Located<Value>], name: (Value) -> String,
        _ finding: (Value) -> ListedBoundary.Finding
    ) -> [ListedBoundary.Item] {
        names.map {
            .init(
                key: key, name: name($0.value), line: $0.location.line,
                finding: finding($0.value))
        }
    }

    private func items(
        _ key: String, _ names: [Located<String>],
        _ finding: (String) -> ListedBoundary.Finding
    ) -> [ListedBoundary.Item] {
        items(key, names, name: { $0 }, finding)
    }

    private var fileItems: [ListedBoundary.Item] {
        items("mod_files", listed.files) { _ in .unit }
            + items("mod_files", listed.headers) { present.contains($0) ? .header : .noFile }
    }

    private func interfaceItems(_ boundary: Boundary) -> [ListedBoundary.Item] {
        let known = Dictionary(grouping: boundary.functions, by: \.name)
        return items("interface_prefix", listed.interfacePrefixes) { prefix in
            .prefix(
                boundary.functions.count {
                    $0.siteOffset != nil && ($0.symbol ?? $0.name).hasPrefix(prefix)
                })
        }
            + items("function.interface", listed.interface) { Self.finding(known[$0] ?? []) }
            + items("function.force_outsider", listed.outsiders) {
                (known[$0]?.first?.class).map { .outsider($0) } ?? .noFunction
            }
    }

    /// Of the functions of one name the one that is nearest to an interface.
    private static func finding(_ matches: [Boundary.Function]) -> ListedBoundary.Finding {
        guard
            let function = matches.first(where: \.class.isRedirected)
                ?? matches.first(where: { $0.symbol != nil }) ?? matches.first
        else { return .noFunction }
        return .function(function.class, function.reasons.first)
    }

    private var variableItems: [ListedBoundary.Item] {
        let owned = "global_var.force_private"
        return items("global_var.extra_public", listed.extraPublic) {
            variables.contains($0) ? .shared : .noVariable
        }
            + items(owned, listed.forcePrivate) {
                recipe.classTables.match($0)
                    ? .classTable : variables.contains($0) ? .owned : .noVariable
            } + items(owned, features) { _ in .addedFeature }
    }

    private var sidecarItems: [ListedBoundary.Item] {
        items("sidecar", listed.sidecars, name: \.function) { .sidecar($0.file) }
    }
}
