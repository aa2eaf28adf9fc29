// SPDX-License-Identifier: Apache-2.0

extension Boundary {
    /// Whether a variant has a variable of its own, and whether that could be chosen.
    package enum VariableClass: String, Sendable, Codable, CaseIterable {
        /// the module uses vmlinux's
        case shared
        /// the variant has its own, because recipe or manifest says so
        case `private`
        /// the variant has its own; recipe and manifest have no choice
        case privateByNecessity = "private-by-necessity"
    }

    /// A variable of the code that is replaced.
    package struct Variable: Sendable, Hashable {
        /// Whose storage the variant's code uses.
        package enum Ownership: String, Sendable, Codable { case shared, `private` }
        /// The source name.
        package var name: String
        /// ELF symbol in vmlinux; differs from the name for function-level statics.
        package var symbol: String
        /// Where it is defined, relative to the tree; a header, too.
        package var file: String
        /// Of the definition, from 1.
        package var line: Int
        /// The compilation unit that holds it in vmlinux.
        package var unit: String
        /// vmlinux's or the variant's own.
        package var ownership: Ownership
        /// Whether recipe and manifest could choose the ownership.
        package var `class`: VariableClass
        /// Why it is private; nil for a shared one.
        package var reason: Reason?
        /// Link-time address; for a per-CPU variable the offset in each CPU's area.
        package var address: UInt64
        /// In bytes.
        package var size: UInt64
        /// Section of vmlinux, such as `.data..percpu`.
        package var section: String
        /// Every CPU has one; `address` is an offset then.
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
