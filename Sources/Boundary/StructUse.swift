// SPDX-License-Identifier: Apache-2.0
import Support
import SourceFacts

/// A struct that the scheduler's source declares, and which of its members code
/// knows that a variant does not replace.
package struct StructUse: Sendable, Hashable {
    /// Such as `struct cfs_rq`.
    package var name: String
    /// Where it is defined, relative to the tree.
    package var file: String
    /// Of the definition, from 1.
    package var line: Int
    /// In bytes.
    package var size: Int
    /// All of the kernel uses it: its members count as touched from outside without
    /// being looked at.
    package var isKernelWide: Bool
    /// In the order of the declaration. Members of anonymous structs and unions
    /// inside it count as its own.
    package var members: [Member]
    /// Bytes of it that belong to no member.
    package var holes: [Hole]
    /// Code outside that copies, clears or measures the struct as a whole.
    package var wholeUses: [Use]

    /// Whose matter a member is.
    package enum Scope: String, Sendable, Codable, CaseIterable {
        /// only functions that the variant replaces touch it
        case `internal`
        /// besides them functions that ran at boot, which left a value there
        case boot
        /// code that stays vmlinux's, or a module's, touches it
        case outside
    }

    /// A member and who touches it.
    package struct Member: Sendable, Hashable {
        /// `avg.load_sum` for a member of a struct without a name.
        package var name: String
        /// As the source spells it.
        package var type: String
        /// In bits from the start of the struct.
        package var offset: Int
        /// In bits; 0 for a flexible array.
        package var size: Int
        /// Whether its width stands in the declaration (`unsigned int x : 1`).
        package var isBitField: Bool
        /// Decides whether a variant may change the member.
        package var scope: Scope
        /// By code outside and at boot, those outside first.
        package var uses: [Use]
        /// How many functions touch it that the variant replaces.
        package var insideUses: Int
        /// One of those takes its address: it may be linked into a list or a timer
        /// that code outside holds.
        package var isAddressTaken: Bool
    }

    /// A function that touches a member, or an initialiser that names it.
    package struct Use: Sendable, Hashable {
        /// The function, or the variable whose initialiser it is.
        package var function: String
        /// Where the function or the variable stands, relative to the tree.
        package var file: String
        /// The first line that touches it.
        package var line: Int
        /// Every way in which it is touched, each once.
        package var access: [SourceFacts.Access]
        /// Why the function is not the variant's.
        package var reason: Reason
        /// Runs at boot only.
        package var isBoot = false
    }

    /// Why code that touches a struct is not the variant's.
    package enum Reason: Sendable, Hashable {
        case outsideBoundary
        case kept
        case runsAtBoot
        /// The initialiser of a variable outside.
        case initialValue
        /// The runtime, which switches variants.
        case runtime
        /// An inline function in a header of the whole kernel.
        case headerInline
        /// A function that a header's macros make.
        case headerMacro
        /// An inline function, part of this one, which is not the variant's.
        case inlinePart(of: String)
    }

    /// A range of bits that no member owns.
    package struct Hole: Sendable, Hashable {
        /// In bits from the start of the struct.
        package var offset: Int
        /// In bits.
        package var size: Int
    }
}

extension StructUse.Hole {
    /// From a range of bits.
    package init(_ bits: Range<Int>) { self.init(offset: bits.lowerBound, size: bits.count) }
}
