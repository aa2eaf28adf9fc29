// SPDX-License-Identifier: Apache-2.0
public import SchedModel
public import SystemPackage

/// What a person knows of one kernel line that cannot be computed: which files
/// are the scheduler, and what must stay. `recipes/kernels/<line>/boundary.yaml`.
public struct BoundaryRecipe: Sendable, Equatable {
    /// Files whose functions a variant replaces.
    public var files: [Located<String>]
    /// Patterns of functions in those files that stay vmlinux's.
    public var kept: [NamePattern]
    /// Patterns of data objects whose contents are exchanged at the switch: a
    /// pointer in them is no reason to redirect.
    public var classTables: [NamePattern]
    /// Objects that must exist for the recipe to fit a kernel.
    public var requiredTables: [Located<String>]
    /// Patterns of ELF symbols that gcc mangled and that may be redirected.
    public var redirectMangled: [NamePattern]
    /// Functions that are redirected in any case.
    public var interfaceAdd: [Located<String>]
    /// Functions that are not redirected although something refers to them.
    public var interfaceRemove: [Located<String>]
    /// Variables that every variant owns.
    public var privateVariables: [Located<String>]
    /// What a variant may register only where it can take it back.
    public var registrations: [Registration] = []
    /// The files that it was read from.
    public internal(set) var sources: [FilePath] = []

    public struct Registration: Sendable, Equatable {
        /// With its article, such as `a file in debugfs`.
        public var what: String
        public var kind: Located<String>
        /// Patterns of functions.
        public var register: [NamePattern]
        public var unregister: [NamePattern]
    }

    public init(
        files: [Located<String>], kept: [NamePattern], classTables: [NamePattern],
        requiredTables: [Located<String>] = [], redirectMangled: [NamePattern] = [],
        interfaceAdd: [Located<String>] = [], interfaceRemove: [Located<String>] = [],
        privateVariables: [Located<String>] = []
    ) {
        self.files = files
        self.kept = kept
        self.classTables = classTables
        self.requiredTables = requiredTables
        self.redirectMangled = redirectMangled
        self.interfaceAdd = interfaceAdd
        self.interfaceRemove = interfaceRemove
        self.privateVariables = privateVariables
    }
}

/// A name in which `*` stands for any characters, also for none.
public struct NamePattern: Sendable, Hashable, CustomStringConvertible {
    public var text: String
    public init(_ text: String) { self.text = text }
    public var description: String { text }

    public func matches(_ name: String) -> Bool {
        let (pattern, name) = (Array(text.utf8), Array(name.utf8))
        // Where the last star stands, and how much of the name it has eaten.
        var (p, n) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                (p, n) = (last.pattern + 1, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension [NamePattern] {
    func match(_ name: String) -> Bool { contains { $0.matches(name) } }
}

/// What a manifest changes in a recipe.
public struct BoundaryChanges: Sendable {
    public var files = Manifest.Change()
    public var interface = Manifest.Change()
    public var shared = Manifest.Change()
    public var `private` = Manifest.Change()
    public var sidecars: [Located<Manifest.Sidecar>] = []
    public var unsafe: [Located<Manifest.UnsafeVariable>] = []

    public init() {}

    public init(_ manifest: Manifest) {
        files = manifest.boundary.files
        interface = manifest.boundary.interface
        shared = manifest.boundary.shared
        `private` = manifest.boundary.private
        `private`.add += manifest.privateVariables
        sidecars = manifest.sidecars
        unsafe = manifest.unsafe
    }
}
