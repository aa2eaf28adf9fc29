// SPDX-License-Identifier: Apache-2.0

/// What of a published boundary was taken for one kernel, and what is computed
/// instead.
package struct ListedBoundary: Sendable, Hashable {
    /// The file as the manifest names it, or `the manifest`.
    package var source: String
    /// One for each listed name, in the order of the file.
    package var items: [Item]
    /// Interfaces that are computed, but neither listed nor of a listed prefix.
    package var unlisted: [String]

    /// What becomes of a listed name.
    package enum Outcome: String, Sendable, Codable, CaseIterable {
        /// it decides
        case taken
        /// what is computed says the same
        case same
        /// what is computed says otherwise, and holds
        case otherwise
        /// this kernel has nothing of that name
        case absent
    }

    /// One listed name.
    package struct Item: Sendable, Hashable {
        /// Such as `function.interface`.
        package var key: String
        /// A function, variable, file or prefix, as the key says.
        package var name: String
        /// In `source`, from 1.
        package var line: Int
        /// What the name means in this kernel.
        package var finding: Finding
    }

    /// What this kernel has of a listed name.
    package enum Finding: Sendable, Hashable {
        /// A unit of vmlinux, whose functions are replaced.
        case unit
        /// A header of its source.
        case header
        case noFile
        /// So many redirected functions begin with it.
        case prefix(Int)
        case function(Boundary.FunctionClass, Boundary.Reason?)
        /// Listed as an outsider, and computed as this.
        case outsider(Boundary.FunctionClass)
        case noFunction
        case shared
        case owned
        /// A variable that another listed one of sched_feat()'s calls for.
        case addedFeature
        case classTable
        case noVariable
        /// A sidecar in this file.
        case sidecar(String)

        /// What becomes of a name of which this was found.
        package var outcome: Outcome {
            switch self {
            case .unit, .owned, .addedFeature, .sidecar: .taken
            case .header, .shared, .classTable: .same
            case .prefix(let count): count > 0 ? .same : .absent
            case .function(let kind, _): kind.isRedirected ? .same : .otherwise
            case .outsider(let kind): kind == .outsider ? .same : .otherwise
            case .noFile, .noFunction, .noVariable: .absent
            }
        }
    }

    /// Keys in the order of the file.
    package var keys: [String] {
        items.reduce(into: []) { if !$0.contains($1.key) { $0.append($1.key) } }
    }

    /// How many names under `key` have that outcome.
    package func count(_ key: String, _ outcome: Outcome) -> Int {
        items.count { $0.key == key && $0.finding.outcome == outcome }
    }
}
