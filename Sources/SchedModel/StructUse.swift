// SPDX-License-Identifier: Apache-2.0

/// A struct that the scheduler's source declares, and which of its members code
/// knows that a variant does not replace.
public struct StructUse: Sendable, Codable, Hashable {
    /// Such as `struct cfs_rq`.
    public var name: String
    /// Where it is defined, relative to the tree.
    public var file: String
    public var line: Int
    /// In bytes.
    public var size: Int
    /// Why all of its members count as touched from outside without being looked
    /// at, for a struct that all of the kernel uses; nil for the others.
    public var kernelWide: String?
    /// In the order of the declaration. Members of anonymous structs and unions
    /// inside it count as its own.
    public var members: [Member]
    /// Bytes of it that belong to no member.
    public var holes: [Hole]
    /// Code outside that copies, clears or measures the struct as a whole.
    public var wholeUses: [Use]

    public enum Scope: String, Sendable, Codable, CaseIterable {
        /// only functions that the variant replaces touch it
        case `internal`
        /// and functions that ran at boot, which left a value there
        case boot
        /// code that stays vmlinux's, or a module's, touches it
        case outside
    }

    public struct Member: Sendable, Codable, Hashable {
        /// `avg.load_sum` for a member of a struct without a name.
        public var name: String
        /// As the source spells it.
        public var type: String
        /// In bits from the start of the struct.
        public var offset: Int
        /// In bits; 0 for a flexible array.
        public var size: Int
        public var isBitField: Bool
        public var scope: Scope
        /// By code outside and at boot, those outside first.
        public var uses: [Use]
        /// How many functions touch it that the variant replaces.
        public var insideUses: Int
        /// One of those takes its address: it may be linked into a list or a timer
        /// that code outside holds.
        public var isAddressTaken: Bool

        public init(
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

    public enum Access: String, Sendable, Codable, CaseIterable {
        case read, write
        /// its address is taken: what happens there is not followed
        case address
    }

    /// A function that touches a member, or an initialiser that names it.
    public struct Use: Sendable, Codable, Hashable {
        /// The function, or the variable whose initialiser it is.
        public var function: String
        public var file: String
        /// The first line that touches it.
        public var line: Int
        public var access: [Access]
        /// Why the function is not the variant's, such as `kept`, `outside`,
        /// `boot`, or `inline, part of schedule_idle`.
        public var reason: String
        /// Runs at boot only.
        public var isBoot: Bool

        public init(
            function: String, file: String, line: Int, access: [Access], reason: String,
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
    public struct Hole: Sendable, Codable, Hashable {
        public var offset: Int
        public var size: Int

        public init(offset: Int, size: Int) {
            self.offset = offset
            self.size = size
        }
    }

    public init(
        name: String, file: String, line: Int, size: Int, kernelWide: String?,
        members: [Member], holes: [Hole], wholeUses: [Use]
    ) {
        self.name = name
        self.file = file
        self.line = line
        self.size = size
        self.kernelWide = kernelWide
        self.members = members
        self.holes = holes
        self.wholeUses = wholeUses
    }
}

extension StructUse.Use {
    /// `exit_signals (kernel/exit.c:12) reads and writes it`, in short.
    public var text: String {
        let what = access.map(\.rawValue).joined(separator: "+")
        return "\(function) \(file):\(line) \(what)"
    }
}

extension StructUse.Hole {
    /// `4 bytes at 28`, or `3 bits at 100:5`.
    public var text: String {
        guard offset % 8 == 0, size % 8 == 0 else {
            return "\(size) bit\(size == 1 ? "" : "s") at \(offset / 8):\(offset % 8)"
        }
        return "\(size / 8) byte\(size == 8 ? "" : "s") at \(offset / 8)"
    }
}
