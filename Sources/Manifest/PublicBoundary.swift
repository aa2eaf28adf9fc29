// SPDX-License-Identifier: Apache-2.0
import Support

/// A boundary as published for live scheduler updates before sched: a person's
/// lists of files, interfaces, variables and sidecars (`mod_files`,
/// `interface_prefix`, `function`, `global_var`, `sidecar`).
package struct PublicBoundary: Sendable {
    /// The file as the manifest names it, or `the manifest`.
    package var source: String
    /// Absolute path of the file that it stands in.
    package var path: String
    /// Digest of that file as it was read.
    package var digest: Digest
    /// `mod_files`: .c files.
    package var files: [Located<String>] = []
    /// `mod_files`: what is no .c file.
    package var headers: [Located<String>] = []
    /// Functions whose name begins so are interfaces.
    package var interfacePrefixes: [Located<String>] = []
    /// `function.interface`
    package var interface: [Located<String>] = []
    /// `function.force_outsider`
    package var outsiders: [Located<String>] = []
    /// `global_var.extra_public`
    package var extraPublic: [Located<String>] = []
    /// `global_var.force_private`
    package var forcePrivate: [Located<String>] = []
    package var sidecars: [Located<Manifest.Sidecar>] = []
}

/// What of a published boundary was taken for one kernel, and what is computed
/// instead. Part of the boundary document.
package struct ListedBoundary: Sendable, Codable, Hashable {
    /// The file as the manifest names it, or `the manifest`.
    package var source: String
    package var items: [Item]
    /// Interfaces that are computed, but neither listed nor of a listed prefix.
    package var unlisted: [String]

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

    package struct Item: Sendable, Codable, Hashable {
        /// Such as `function.interface`.
        package var key: String
        package var name: String
        package var line: Int
        package var outcome: Outcome
        /// Why, in words.
        package var finding: String

        package init(key: String, name: String, line: Int, outcome: Outcome, finding: String) {
            self.key = key
            self.name = name
            self.line = line
            self.outcome = outcome
            self.finding = finding
        }
    }

    package init(source: String, items: [Item], unlisted: [String]) {
        self.source = source
        self.items = items
        self.unlisted = unlisted
    }

    /// Keys in the order of the file.
    package var keys: [String] {
        items.reduce(into: []) { if !$0.contains($1.key) { $0.append($1.key) } }
    }

    package func count(_ key: String, _ outcome: Outcome) -> Int {
        items.count { $0.key == key && $0.outcome == outcome }
    }
}
