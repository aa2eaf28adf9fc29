// SPDX-License-Identifier: Apache-2.0

/// A boundary as published for live scheduler updates before sched: a person's
/// lists of files, interfaces, variables and sidecars (`mod_files`,
/// `interface_prefix`, `function`, `global_var`, `sidecar`).
public struct PublicBoundary: Sendable {
    /// The file as the manifest names it, or `the manifest`.
    public var source: String
    /// Absolute path of the file that it stands in.
    public var path: String
    /// `mod_files`: .c files.
    public var files: [Located<String>] = []
    /// `mod_files`: what is no .c file.
    public var headers: [Located<String>] = []
    /// Functions whose name begins so are interfaces.
    public var interfacePrefixes: [Located<String>] = []
    /// `function.interface`
    public var interface: [Located<String>] = []
    /// `function.force_outsider`
    public var outsiders: [Located<String>] = []
    /// `global_var.extra_public`
    public var extraPublic: [Located<String>] = []
    /// `global_var.force_private`
    public var forcePrivate: [Located<String>] = []
    public var sidecars: [Located<Manifest.Sidecar>] = []

    public init(source: String, path: String) {
        self.source = source
        self.path = path
    }
}

/// What of a published boundary was taken for one kernel, and what is computed
/// instead. Part of the boundary document.
public struct ListedBoundary: Sendable, Codable, Hashable {
    /// The file as the manifest names it, or `the manifest`.
    public var source: String
    public var items: [Item]
    /// Interfaces that are computed, but neither listed nor of a listed prefix.
    public var unlisted: [String]

    public enum Outcome: String, Sendable, Codable, CaseIterable {
        /// it decides
        case taken
        /// what is computed says the same
        case same
        /// what is computed says otherwise, and holds
        case otherwise
        /// this kernel has nothing of that name
        case absent
    }

    public struct Item: Sendable, Codable, Hashable {
        /// Such as `function.interface`.
        public var key: String
        public var name: String
        public var line: Int
        public var outcome: Outcome
        /// Why, in words.
        public var finding: String

        public init(key: String, name: String, line: Int, outcome: Outcome, finding: String) {
            self.key = key
            self.name = name
            self.line = line
            self.outcome = outcome
            self.finding = finding
        }
    }

    public init(source: String, items: [Item], unlisted: [String]) {
        self.source = source
        self.items = items
        self.unlisted = unlisted
    }

    /// Keys in the order of the file.
    public var keys: [String] {
        items.reduce(into: []) { if !$0.contains($1.key) { $0.append($1.key) } }
    }

    public func count(_ key: String, _ outcome: Outcome) -> Int {
        items.count { $0.key == key && $0.outcome == outcome }
    }
}
