// SPDX-License-Identifier: Apache-2.0
internal import Diagnostics
internal import SchedModel

/// Which variables a variant inherits and which it owns.
struct VariableChoice {
    private let facts: KernelFacts
    private let variables: [KernelFacts.Variable]
    private let owned: [Located<String>]
    private let inherited: [Located<String>]
    private let unsafe: [Located<Manifest.UnsafeVariable>]
    private let recipe: BoundaryRecipe

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges,
        files: [String]
    ) {
        self.facts = facts
        let inside = Set(files)
        let units = Set(facts.functions.filter { inside.contains($0.file) }.map(\.unit))
        // A header's variable (a tracepoint, a __func__) is of every unit that
        // compiles boundary code; another .c file's is not.
        variables = facts.variables.filter {
            inside.contains($0.file) || !$0.file.hasSuffix(".c") && units.contains($0.unit)
        }
        owned = recipe.privateVariables + changes.private.add
        inherited = changes.shared.add + changes.private.remove
        unsafe = changes.unsafe
        self.recipe = recipe
    }

    func choose(
        _ roles: Roles, _ points: Boundary.SchedulePoints, _ findings: inout [Diagnostic]
    ) -> [Boundary.Variable] {
        checkNames(&findings)
        let names = Set(owned.map(\.value)).subtracting(inherited.map(\.value))
        let isOwned = { (variable: KernelFacts.Variable) in
            variable.function != nil || names.contains(variable.name)
        }
        let users = VariableUsers(
            facts, roles, points, owned: Set(variables.filter(isOwned).map(\.address)))
        let chosen = variables.map { variable in
            let (kind, reason) = verdict(variable, names)
            return Boundary.Variable(
                name: variable.name, symbol: variable.symbol, file: variable.file,
                line: variable.line, unit: variable.unit,
                ownership: isOwned(variable) ? .private : .shared, reason: reason,
                address: variable.address, size: variable.size, section: variable.section,
                class: kind, isPerCPU: variable.isPerCPU,
                outsideUsers: users.users(of: variable),
                unsafe: unsafe.first { $0.value.name == variable.name }?.value.reason)
        }
        findings += PrivacyChecks(owned: owned, unsafe: unsafe, recipe: recipe)
            .check(chosen, names)
        return chosen
    }

    private func verdict(
        _ variable: KernelFacts.Variable, _ owned: Set<String>
    ) -> (Boundary.VariableClass, String?) {
        if variable.function != nil { return (.privateByNecessity, "function-level static") }
        if recipe.classTables.match(variable.symbol) {
            return (.privateByNecessity, "class table: its contents are exchanged at the switch")
        }
        guard owned.contains(variable.name) else { return (.shared, nil) }
        let isFeature =
            SchedFeatures.variables.contains(variable.name)
            && owned.isSuperset(of: SchedFeatures.variables)
        let isRecipe = recipe.privateVariables.contains { $0.value == variable.name }
        return (
            isFeature ? .privateByNecessity : .private, isRecipe ? "recipe" : "manifest"
        )
    }

    private func checkNames(_ findings: inout [Diagnostic]) {
        let names = Set(variables.map(\.name))
        for name in owned + inherited where !names.contains(name.value) {
            findings.append(
                Diagnostic(
                    "boundary-unknown-variable", at: name.location,
                    "no file of the boundary has a variable `\(name.value)`",
                    hint: NearNames.hint(name.value, among: names)))
        }
    }
}
