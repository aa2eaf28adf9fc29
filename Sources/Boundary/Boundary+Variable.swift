// SPDX-License-Identifier: Apache-2.0

extension Boundary {
    /// Whether a variant has its own of a variable, and how far that can be chosen.
    package enum VariableClass: String, Sendable, Codable, CaseIterable {
        /// the module uses vmlinux's
        case shared
        /// the variant has its own, because recipe or manifest says so
        case `private`
        /// the variant has its own whatever is said
        case privateByNecessity = "private-by-necessity"
    }

    package struct Variable: Sendable, Hashable {
        package enum Ownership: String, Sendable, Codable { case shared, `private` }
        package var name: String
        package var symbol: String
        package var file: String
        package var line: Int
        package var unit: String
        package var ownership: Ownership
        package var `class`: VariableClass
        /// Why it is private; nil for a shared one.
        package var reason: Reason?
        package var address: UInt64
        package var size: UInt64
        package var section: String
        package var isPerCPU = false
        /// What vmlinux goes on using it while a variant is loaded, most telling
        /// first; what has run at boot stands last.
        package var outsideUsers: [Referrer] = []
        /// The manifest's reason why those users do no harm to a private variable.
        package var unsafe: String?
    }
}

extension Boundary.Variable {
    /// Why a variant has its own. The raw values stand in the boundary document.
    package enum Reason: String, Sendable, CaseIterable {
        case manifest, recipe
        case functionStatic = "function-level static"
        case classTable = "class table: its contents are exchanged at the switch"

        /// A person asked for it.
        package var isNamed: Bool { self == .manifest || self == .recipe }
    }

    /// While a variant is loaded.
    package var isUsedOutside: Bool { outsideUsers.contains { !$0.isAtBoot } }
}
