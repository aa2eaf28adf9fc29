// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support
import SystemPackage

/// What a person knows of one kernel line that cannot be computed: which files
/// are the scheduler, and what must stay. `recipes/kernels/<line>/boundary.yaml`.
package struct BoundaryRecipe: Sendable, Equatable {
    /// Files whose functions a variant replaces.
    package var files: [Located<String>]
    /// Patterns of functions in those files that stay vmlinux's.
    package var kept: [Glob]
    /// Patterns of data objects whose contents are exchanged at the switch: a
    /// pointer in them is no reason to redirect.
    package var classTables: [Glob]
    /// Objects that must exist for the recipe to fit a kernel.
    package var requiredTables: [Located<String>] = []
    /// Patterns of ELF symbols that gcc mangled and that may be redirected.
    package var redirectMangled: [Glob] = []
    /// Functions that are redirected in any case.
    package var interfaceAdd: [Located<String>] = []
    /// Functions that are not redirected although something refers to them.
    package var interfaceRemove: [Located<String>] = []
    /// Variables that every variant owns.
    package var privateVariables: [Located<String>] = []
    /// What a variant may register only where it can take it back.
    package var registrations: [Registration] = []
    /// The files that it was read from.
    package internal(set) var sources: [FilePath] = []

    /// A sort of thing that code registers with the rest of the kernel, and that
    /// stays there until it is taken back.
    package struct Registration: Sendable, Equatable {
        /// How long such a thing lasts, which decides where a variant may make it.
        package enum Kind: String, Sendable, CaseIterable {
            /// of debugfs, procfs, sysctl, sysfs or a cgroup
            case file
            /// a notifier, a thread, a work queue
            case lasting
            /// may be set up anywhere, but not be left behind by the load hook
            case timer
        }
        /// With its article, such as `a file in debugfs`.
        package var what: String
        /// Decides where it may be registered.
        package var kind: Kind
        /// Patterns of functions.
        package var register: [Glob]
        /// Patterns of functions that take such a thing back.
        package var unregister: [Glob]

        /// Whether a call of that function makes such a thing.
        package func registers(_ function: String) -> Bool { register.match(function) }
        /// Whether a call of that function takes such a thing back.
        package func unregisters(_ function: String) -> Bool { unregister.match(function) }
    }
}

extension [Glob] {
    func match(_ name: String) -> Bool { contains { $0.matches(name) } }
}

/// What a manifest changes in a recipe.
package struct BoundaryChanges: Sendable {
    /// Files whose functions are replaced.
    package var files = Manifest.Change()
    /// Functions that are redirected.
    package var interface = Manifest.Change()
    /// Variables that stay vmlinux's in any case.
    package var shared = Manifest.Change()
    /// Variables that the variant owns, from `boundary.private` and from `private`.
    package var `private` = Manifest.Change()
    /// Functions of other files that are replaced, too.
    package var sidecars: [Located<Manifest.Sidecar>] = []
    /// Private variables that may have users outside, with the reason.
    package var unsafe: [Located<Manifest.UnsafeVariable>] = []

    /// A manifest that changes nothing.
    package init() {}

    /// Takes out of the manifest what concerns the boundary.
    package init(_ manifest: Manifest) {
        files = manifest.boundary.files
        interface = manifest.boundary.interface
        shared = manifest.boundary.shared
        `private` = manifest.boundary.private
        `private`.add += manifest.privateVariables
        sidecars = manifest.sidecars
        unsafe = manifest.unsafe
    }
}
