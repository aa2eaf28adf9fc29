// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The boundary's files: the recipe's, changed by the manifest.
struct FileChoice {
    /// In the recipe's order, then those added.
    private(set) var files: [String]

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ changes: BoundaryChanges,
        _ findings: Diagnostics
    ) {
        let known = Set(facts.functions.map(\.file))
        files = []
        for file in recipe.files + changes.files.add {
            guard known.contains(file.value) else {
                findings.add(Self.unknown(file, known))
                continue
            }
            if !files.contains(file.value) { files.append(file.value) }
        }
        for file in changes.files.remove {
            if let place = files.firstIndex(of: file.value) {
                files.remove(at: place)
            } else {
                findings.add(
                    .boundaryFileNotInside, at: file.location,
                    "`\(file.value)` cannot be removed: it is not inside the boundary",
                    hint: NearestNames.hint(for: file.value, among: files))
            }
        }
    }

    private static func unknown(_ file: Located<String>, _ known: Set<String>) -> Diagnostic {
        Diagnostic(
            .boundaryUnknownFile, at: file.location,
            "the kernel was built without a function of `\(file.value)`",
            hint: NearestNames.hint(for: file.value, among: known.filter { $0.hasSuffix(".c") }))
    }
}
