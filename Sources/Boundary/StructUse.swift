// SPDX-License-Identifier: Apache-2.0
import Support
import SourceFacts

/// A struct that the scheduler's source declares, and which of its members code
/// knows that a variant does not replace.
package struct StructUse: Sendable, Codable, Hashable {
    /// Such as `struct cfs_rq`.
    package var name: String
    /// Where it is defined, relative to the tree.
    package var file: String
    package var line: Int
    /// In bytes.
    package var size: Int
    /// Why all of its members count as touched from outside without being looked
    /// at, for a struct that all of the kernel uses; nil for the others.
    package var kernelWide: String?
    /// In the order of the declaration. Members of anonymous structs and unions
    /// inside it count as its own.
    package var members: [Member]
    /// Bytes of it that belong to no member.
    package var holes: [Hole]
    /// Code outside that copies, clears or measures the struct as a whole.
    package var wholeUses: [Use]

    package enum Scope: String, Sendable, Codable, CaseIterable {
        /// only functions that the variant replaces touch it
        case `internal`
        /// and functions that ran at boot, which left a value there
        case boot
        /// code that stays vmlinux's, or a module's, touches it
        case outside
    }

    package struct Member: Sendable, Codable, Hashable {
        /// `avg.load_sum` for a member of a struct without a name.
        package var name: String
        /// As the source spells it.
        package var type: String
        /// In bits from the start of the struct.
        package var offset: Int
        /// In bits; 0 for a flexible array.
        package var size: Int
        package var isBitField: Bool
        package var scope: Scope
        /// By code outside and at boot, those outside first.
        package var uses: [Use]
        /// How many functions touch it that the variant replaces.
        package var insideUses: Int
        /// One of those takes its address: it may be linked into a list or a timer
        /// that code outside holds.
        package var isAddressTaken: Bool

        package init(
            name: String, type: String, offset: Int, size: Int, isBitField: Bool, scope: Scope,
            uses: [Use], insideUses: Int, isAddressTaken: Bool
        ) {
            self.name = name
            self.type = type
            self.offset = offset
            self.size = size
            self.isBitField = isBitField
            self.scope = scope
            self.uses = uses
            self.insideUses = insideUses
            self.isAddressTaken = isAddressTaken
        }
    }

    /// A function that touches a member, or an initialiser that names it.
    package struct Use: Sendable, Codable, Hashable {
        /// The function, or the variable whose initialiser it is.
        package var function: String
        package var file: String
        /// The first line that touches it.
        package var line: Int
        package var access: [SourceFacts.Access]
        /// Why the function is not the variant's, such as `kept`, `outside`,
        /// `boot`, or `inline, part of schedule_idle`.
        package var reason: String
        /// Runs at boot only.
        package var isBoot: Bool

        package init(
            function: String, file: String, line: Int, access: [SourceFacts.Access], reason: String,
            isBoot: Bool = false
        ) {
            self.function = function
            self.file = file
            self.line = line
            self.access = access
            self.reason = reason
            self.isBoot = isBoot
        }
    }

    /// A range of bits that no member owns.
    package struct Hole: Sendable, Codable, Hashable {
        package var offset: Int
        package var size: Int

        package init(offset: Int, size: Int) {
            self.offset = offset
            self.size = size
        }
    }
}

extension StructUse.Use {
    /// `exit_signals (kernel/exit.c:12) reads and writes it`, in short.
    package var text: String {
        let what = access.map(\.rawValue).joined(separator: "+")
        return "\(function) \(file):\(line) \(what)"
    }
}

extension StructUse.Hole {
    /// `4 bytes at 28`, or `3 bits at 100:5`.
    package var text: String {
        guard offset % 8 == 0, size % 8 == 0 else {
            return "\(size) bit\(size == 1 ? "" : "s") at \(offset / 8):\(offset % 8)"
        }
        return "\(size / 8) byte\(size == 8 ? "" : "s") at \(offset / 8)"
    }
}
