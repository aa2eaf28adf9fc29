// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import SourceFacts
import Support

/// A published boundary made to fit one kernel. Its files are taken, and of its
/// private variables those that are there and are no class tables; interfaces are
/// computed and only compared.
package struct TakenBoundary: Sendable {
    /// With the listed files for its own.
    package let recipe: BoundaryRecipe
    /// With the private variables among its own.
    package let manifest: Manifest
    private let listed: PublicBoundary
    private let variables: Set<String>
    /// Variables behind sched_feat() that others of the file call for.
    private let features: [Located<String>]
    private let inTree: @Sendable (String) -> Bool

    /// - Parameter inTree: whether the kernel's source has a file.
    /// - Throws: `DiagnosticsError` with each listed .c file that this kernel was
    ///   built without: the boundary would be another one.
    package init(
        _ listed: PublicBoundary, _ manifest: Manifest, facts: KernelFacts,
        recipe: BoundaryRecipe, inTree: @escaping @Sendable (String) -> Bool
    ) throws(DiagnosticsError) {
        self.listed = listed
        self.inTree = inTree
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
            "boundary-unknown-file", at: file.location,
            "the kernel was built without a function of `\(file.value)`",
            notes: [
                "the boundary was written for another kernel line; `\(manifest.boundary.recipe.value)` has "
                    + recipe.files.map { String($0.value.split(separator: "/").last ?? "") }
                    .joined(separator: ", ")
            ],
            hint: near ?? "remove the file from `mod_files`")
    }
}

extension TakenBoundary {
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
            items: fileItems + interfaceItems(boundary) + variableItems
                + sidecarItems(boundary), unlisted: Set(unlisted.map(\.name)).sorted())
    }

    private func item(
        _ key: String, _ name: Located<String>, _ outcome: ListedBoundary.Outcome,
        _ finding: String
    ) -> ListedBoundary.Item {
        .init(
            key: key, name: name.value, line: name.location.line, outcome: outcome,
            finding: finding)
    }

    private var fileItems: [ListedBoundary.Item] {
        listed.files.map { item("mod_files", $0, .taken, "its functions are replaced") }
            + listed.headers.map { header in
                inTree(header.value)
                    ? item("mod_files", header, .same, "compiled into the files that include it")
                    : item("mod_files", header, .absent, "this kernel's source has no such file")
            }
    }

    private func interfaceItems(_ boundary: Boundary) -> [ListedBoundary.Item] {
        let known = Dictionary(grouping: boundary.functions, by: \.name)
        let prefixes = listed.interfacePrefixes.map { prefix in
            let count = boundary.functions.count {
                $0.siteOffset != nil && ($0.symbol ?? $0.name).hasPrefix(prefix.value)
            }
            return item(
                "interface_prefix", prefix, count > 0 ? .same : .absent,
                "\(count) redirected functions begin so")
        }
        let functions = listed.interface.map { function in
            Self.verdict(known[function.value] ?? []).map {
                item("function.interface", function, $0, $1)
            } ?? item("function.interface", function, .absent, "this kernel has no such function")
        }
        let outsiders = listed.outsiders.map { function in
            let matches = known[function.value] ?? []
            let kind = matches.first?.class
            return item(
                "function.force_outsider", function,
                matches.isEmpty ? .absent : kind == .outsider ? .same : .otherwise,
                kind.map { "computed as \($0.rawValue)" } ?? "this kernel has no such function")
        }
        return prefixes + functions + outsiders
    }

    /// Of the functions of one name the one that is nearest to an interface.
    private static func verdict(
        _ matches: [Boundary.Function]
    ) -> (ListedBoundary.Outcome, String)? {
        if let redirected = matches.first(where: { $0.siteOffset != nil }) {
            let first = redirected.evidence.first ?? ""
            return (.same, "\(redirected.class.rawValue): \(first)")
        }
        guard let function = matches.first(where: { $0.symbol != nil }) ?? matches.first else {
            return nil
        }
        let why = function.evidence.first ?? ""
        if function.name == BoundaryAnalyser.contextSwitcher {
            return (.otherwise, "replaced from inside its own frame, which stays vmlinux's")
        }
        return (.otherwise, "\(function.class.rawValue): \(why)")
    }

    private var variableItems: [ListedBoundary.Item] {
        let key = "global_var.force_private"
        let shared = listed.extraPublic.map { variable in
            variables.contains(variable.value)
                ? item("global_var.extra_public", variable, .same, "shared, as all are")
                : item("global_var.extra_public", variable, .absent, Self.noVariable)
        }
        let owned = listed.forcePrivate.map { variable in
            if recipe.classTables.match(variable.value) {
                return item(
                    key, variable, .same, "a class table: its contents are exchanged at the switch")
            }
            return variables.contains(variable.value)
                ? item(key, variable, .taken, "the variant has its own")
                : item(key, variable, .absent, Self.noVariable)
        }
        let added = features.map {
            item(key, $0, .taken, "added: the three variables behind sched_feat() belong together")
        }
        return shared + owned + added
    }

    private static let noVariable = "no listed file has such a variable in this kernel"

    private func sidecarItems(_ boundary: Boundary) -> [ListedBoundary.Item] {
        listed.sidecars.map { sidecar in
            item(
                "sidecar", Located(sidecar.value.function, at: sidecar.location), .taken,
                "redirected in \(sidecar.value.file)")
        }
    }
}
