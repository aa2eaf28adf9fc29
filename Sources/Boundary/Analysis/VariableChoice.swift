// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import SourceFacts
import Support

/// Which variables a variant inherits and which it owns.
///
/// Of the boundary's files all code is replaced, so a static inside a function
/// begins anew with it. Of a sidecar's file most code stays, and a helper that
/// is inlined into both would use two of it: there it is vmlinux's.
struct VariableChoice {
    private let facts: KernelFacts
    private let variables: [KernelFacts.Variable]
    private let insideUnits: Set<String>
    private let inside: Set<String>
    private let owned: [Located<String>]
    private let inherited: [Located<String>]
    private let unsafe: [Located<Manifest.UnsafeVariable>]
    private let recipe: BoundaryRecipe

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges,
        files: [String], sidecars: Set<UInt64> = []
    ) {
        self.facts = facts
        let inside = Set(files)
        let beside = facts.functions.filter { $0.symbol != nil && sidecars.contains($0.address) }
        let sources = inside.union(beside.map(\.file))
        insideUnits = Set(facts.functions.filter { inside.contains($0.file) }.map(\.unit))
        let units = insideUnits.union(beside.map(\.unit))
        // A header's variable (a tracepoint, a __func__) is of every unit that
        // compiles code of the variant; another .c file's is not.
        variables = facts.variables.filter {
            sources.contains($0.file) || !$0.file.hasSuffix(".c") && units.contains($0.unit)
        }
        self.inside = inside
        owned = recipe.privateVariables + changes.private.add
        inherited = changes.shared.add + changes.private.remove
        unsafe = changes.unsafe
        self.recipe = recipe
    }

    func choose(
        _ roles: Roles, _ points: Boundary.SchedulePoints, _ findings: Diagnostics
    ) -> [Boundary.Variable] {
        checkNames(findings)
        let names = Set(owned.map(\.value)).subtracting(inherited.map(\.value))
        let users = VariableUsers(
            facts, roles, points,
            owned: Set(variables.filter { isOwned($0, names) }.map(\.address)))
        let chosen = variables.map { variable in
            let (kind, reason) = classified(variable, names)
            return Boundary.Variable(
                name: variable.name, symbol: variable.symbol, file: variable.file,
                line: variable.line, unit: variable.unit,
                ownership: isOwned(variable, names) ? .private : .shared, class: kind,
                reason: reason, address: variable.address, size: variable.size,
                section: variable.section, isPerCPU: variable.isPerCPU,
                outsideUsers: users.users(of: variable),
                unsafe: unsafe.first { $0.value.name == variable.name }?.value.reason)
        }
        findings.addAll(
            PrivacyChecks(owned: owned, unsafe: unsafe, recipe: recipe)
                .check(chosen, names))
        return chosen
    }

    private func classified(
        _ variable: KernelFacts.Variable, _ owned: Set<String>
    ) -> (Boundary.VariableClass, Boundary.Variable.Reason?) {
        if isFunctionStatic(variable) { return (.privateByNecessity, .functionStatic) }
        if recipe.classTables.match(variable.symbol) {
            return (.privateByNecessity, .classTable)
        }
        guard owned.contains(variable.name) else { return (.shared, nil) }
        let isFeature =
            RuntimeContract.featureVariables.contains(variable.name)
            && owned.isSuperset(of: RuntimeContract.featureVariables)
        let isRecipe = recipe.privateVariables.contains { $0.value == variable.name }
        return (
            isFeature ? .privateByNecessity : .private, isRecipe ? .recipe : .manifest
        )
    }

    private func isOwned(_ variable: KernelFacts.Variable, _ names: Set<String>) -> Bool {
        isFunctionStatic(variable) || names.contains(variable.name)
    }

    /// Of a function of the boundary.
    private func isFunctionStatic(_ variable: KernelFacts.Variable) -> Bool {
        guard variable.function != nil else { return false }
        return variable.file.hasSuffix(".c")
            ? inside.contains(variable.file) : insideUnits.contains(variable.unit)
    }

    private func checkNames(_ findings: Diagnostics) {
        let names = Set(variables.map(\.name))
        for name in owned + inherited where !names.contains(name.value) {
            findings.add(
                .boundaryUnknownVariable, at: name.location,
                "no file of the boundary has a variable `\(name.value)`",
                hint: NearestNames.hint(for: name.value, among: names)
                    ?? "take it out of the list: the scheduler has no variable of that name")
        }
    }
}
