// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

// The recipe that the boundary names.
extension ManifestReading {
    private var kernels: FilePath { recipes.appending("kernels") }

    private func isRecipe(_ name: String) -> Bool {
        Files.exists(kernels.appending(name).appending("boundary.yaml"))
    }

    /// The recipes that there are, sorted.
    func recipeNames() -> [String] {
        ((try? Files.list(kernels)) ?? []).filter(isRecipe)
    }

    func recipe(_ text: Located<String>?) -> Located<String>? {
        guard let text else { return nil }
        // The syntax is checked first: the name becomes part of a path.
        if NameSyntax.isRecipeName(text.value) && isRecipe(text.value) { return text }
        let known = recipeNames()
        let isNear = !NearestNames.find(text.value, among: known).isEmpty
        findings.add(
            .manifestUnknownRecipe, at: text.location, "there is no recipe `\(text.value)`",
            notes: isNear ? ["recipes: " + known.joined(separator: ", ")] : [],
            hint: NearestNames.hint(
                for: text.value, among: known,
                calledKeys: known.isEmpty ? "recipes in \(kernels)" : "recipes"))
        return nil
    }
}
