// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import SourceFacts
import Support

/// Whether the variables that a variant is to own can be its own: what vmlinux
/// goes on using has two values from then on, the variant's and vmlinux's.
struct PrivacyChecks {
    /// How many users of one variable are named at most.
    static let limit = 8

    let owned: [Located<String>]
    let unsafe: [Located<Manifest.UnsafeVariable>]
    let recipe: BoundaryRecipe

    /// `names` are the variables that are owned after all additions and removals.
    func check(_ variables: [Boundary.Variable], _ names: Set<String>) -> [Diagnostic] {
        let located = owned.filter { names.contains($0.value) }
        return located.flatMap { name in
            variables.filter { $0.name == name.value }.compactMap { check($0, name) }
        } + features(located)
    }

    private func check(
        _ variable: Boundary.Variable, _ name: Located<String>
    ) -> Diagnostic? {
        if recipe.classTables.match(variable.symbol) {
            return Diagnostic(
                .privateClassTable, at: name.location,
                "`\(variable.name)` is a table of methods: vmlinux's is filled with the variant's methods at the switch, and tasks point at it",
                hint: "leave it out of `private:`; a patch may change what it contains")
        }
        let users = variable.outsideUsers.filter { !$0.isAtBoot }
        guard !users.isEmpty, variable.unsafe == nil else { return nil }
        return Diagnostic(
            .privateUsedOutside, at: name.location,
            "`\(variable.name)` (\(variable.file):\(variable.line)) is to be the variant's own, but vmlinux uses its copy as well: what one side writes, the other does not see",
            notes: users.sentences(limit: Self.limit) { $0.sentence.full },
            hint: Self.hint(variable.name))
    }

    private static func hint(_ name: String) -> String {
        let reason = "say under `unsafe:` why that does no harm (`\(name): \"…\"`)"
        return RuntimeContract.featureVariables.contains(name)
            ? reason + ", or leave features.h as it is and its three variables out of `private:`"
            : "leave it out of `private:`; or " + reason
    }

    /// The three variables of sched_feat() are one: the names and keys of one
    /// side with the bits of the other would be about different features.
    private func features(_ located: [Located<String>]) -> [Diagnostic] {
        let named = located.filter { RuntimeContract.featureVariables.contains($0.value) }
        let missing = RuntimeContract.featureVariables.filter { name in
            !named.contains { $0.value == name }
        }
        guard let first = named.first, !missing.isEmpty else { return [] }
        return [
            Diagnostic(
                .featuresIncomplete, at: first.location,
                "`\(first.value)` is to be the variant's own, but not \(missing.map { "`\($0)`" }.joined(separator: " and ")): the three describe the same features by number",
                hint:
                    "list all of \(RuntimeContract.featureList) under `private:`, or none"
            )
        ]
    }
}

extension BoundaryAnalyser {
    /// Warnings about reasons for what nothing outside uses. No errors: another
    /// kernel of the manifest may need them.
    package static func needlessReasons(
        _ boundary: Boundary, _ manifest: Manifest
    ) -> [Diagnostic] {
        manifest.unsafe.compactMap { item in
            let named = boundary.variables.filter { $0.name == item.value.name }
            guard !named.isEmpty,
                named.allSatisfy({ $0.outsideUsers.allSatisfy(\.isAtBoot) })
            else { return nil }
            return Diagnostic(
                .unsafeNeedless, .warning, at: item.location,
                "nothing outside the boundary of \(boundary.kernel.release) uses `\(item.value.name)`: there is nothing unsafe about owning it",
                hint: "remove it from `unsafe:` if no other kernel of the manifest needs it")
        }
    }
}
