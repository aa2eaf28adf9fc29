// SPDX-License-Identifier: Apache-2.0
internal import Diagnostics
internal import SchedModel

/// Which variables a variant inherits and which it owns.
///
/// Of the boundary's files all code is replaced, so a static inside a function
/// begins anew with it. Of a sidecar's file most code stays, and a helper that
/// is inlined into both would use two of it: there it is vmlinux's.
struct VariableChoice {
    private let variables: [KernelFacts.Variable]
    private let insideUnits: Set<String>
    private let inside: Set<String>
    private let owned: [Located<String>]
    private let inherited: [Located<String>]
    private let recipe: Set<String>

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges,
        files: [String], sidecars: Set<UInt64> = []
    ) {
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
        self.recipe = Set(recipe.privateVariables.map(\.value))
    }

    func choose(_ findings: inout [Diagnostic]) -> [Boundary.Variable] {
        checkNames(&findings)
        let owned = Set(owned.map(\.value)).subtracting(inherited.map(\.value))
        return variables.map { variable in
            var reason: String?
            if variable.function != nil && isInside(variable) {
                reason = "function-level static"
            } else if owned.contains(variable.name) {
                reason = recipe.contains(variable.name) ? "recipe" : "manifest"
            }
            return Boundary.Variable(
                name: variable.name, symbol: variable.symbol, file: variable.file,
                line: variable.line, unit: variable.unit,
                ownership: reason == nil ? .shared : .private, reason: reason,
                address: variable.address, size: variable.size, section: variable.section)
        }
    }

    private func isInside(_ variable: KernelFacts.Variable) -> Bool {
        variable.file.hasSuffix(".c")
            ? inside.contains(variable.file) : insideUnits.contains(variable.unit)
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
