// SPDX-License-Identifier: Apache-2.0

/// How the compiler laid a struct or union out. Members of anonymous structs
/// and unions inside it count as its own.
public struct StructLayout: Sendable, Equatable {
    /// Such as `struct rq`.
    public var name: String
    /// In bytes.
    public var size: Int
    /// As the source file that declares it is named in the tree.
    public var file: String
    /// In the order of the declaration.
    public var members: [Member]

    public struct Member: Sendable, Equatable {
        /// `avg.load_sum` for a member of a struct without a name.
        public var name: String
        /// As it would stand in C, such as `struct list_head *[8]`.
        public var type: String
        /// The struct or union without pointers and dimensions, if it is one.
        public var aggregate: String?
        /// In bits from the start of the struct.
        public var offset: Int
        /// In bits; 0 for a flexible array.
        public var size: Int
        public var isBitField: Bool

        public init(
            name: String, type: String, aggregate: String? = nil, offset: Int, size: Int,
            isBitField: Bool = false
        ) {
            self.name = name
            self.type = type
            self.aggregate = aggregate
            self.offset = offset
            self.size = size
            self.isBitField = isBitField
        }

        /// `100`, or `100:3` for the fourth bit of that byte.
        public var place: String {
            isBitField ? "\(offset / 8):\(offset % 8)" : "\(offset / 8)"
        }
    }

    public init(name: String, size: Int, file: String, members: [Member]) {
        self.name = name
        self.size = size
        self.file = file
        self.members = members
    }
}

/// What one layout has other than another of the same name.
public struct LayoutChange: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// A member lies elsewhere, or has another size.
        case moved(StructLayout.Member, StructLayout.Member)
        case removed(StructLayout.Member)
        /// A new member overlaps what is the kernel's.
        case added(StructLayout.Member)
        case resized(Int, Int)
    }
    public var stock: StructLayout
    public var variant: StructLayout
    /// The first difference in the order of the kernel's declaration.
    public var kind: Kind

    /// Nil when every member of `stock` is where it was. Members that `variant`
    /// adds in holes change nothing for code that does not know them.
    public init?(stock: StructLayout, variant: StructLayout) {
        guard let kind = Self.difference(stock, variant) else { return nil }
        self.stock = stock
        self.variant = variant
        self.kind = kind
    }

    private static func difference(_ stock: StructLayout, _ variant: StructLayout) -> Kind? {
        let later = Dictionary(
            variant.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for member in stock.members {
            guard let now = later[member.name] else { return .removed(member) }
            if (now.offset, now.size, now.isBitField, now.aggregate)
                != (member.offset, member.size, member.isBitField, member.aggregate)
            {
                return .moved(member, now)
            }
        }
        let known = Set(stock.members.map(\.name))
        for member in variant.members where !known.contains(member.name) {
            let bits = member.offset..<member.offset + member.size
            if stock.members.contains(where: { bits.overlaps($0.offset..<$0.offset + $0.size) }) {
                return .added(member)
            }
        }
        return stock.size == variant.size ? nil : .resized(stock.size, variant.size)
    }

    /// Members of the variant that lie in holes of the kernel's layout.
    public static func inHoles(
        stock: StructLayout, variant: StructLayout
    ) -> [StructLayout.Member] {
        let known = Set(stock.members.map(\.name))
        return variant.members.filter { !known.contains($0.name) }
    }
}
