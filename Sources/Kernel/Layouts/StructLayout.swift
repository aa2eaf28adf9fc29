// SPDX-License-Identifier: Apache-2.0

/// How the compiler laid a struct or union out. Members of anonymous structs
/// and unions inside it count as its own.
package struct StructLayout: Sendable, Equatable {
    /// Such as `struct rq`.
    package var name: String
    /// In bytes.
    package var size: Int
    /// As the source file that declares it is named in the tree.
    package var file: String
    /// In the order of the declaration.
    package var members: [Member]

    /// A member, or one of an anonymous struct or union inside.
    package struct Member: Sendable, Equatable {
        /// `avg.load_sum` for a member of a struct without a name.
        package var name: String
        /// As it would stand in C, such as `struct list_head *[8]`.
        package var type: String
        /// The same without typedefs and qualifiers.
        package var canonical: String
        /// The struct or union without pointers and dimensions, if it is one.
        package var aggregate: String?
        /// In bits from the start of the struct.
        package var offset: Int
        /// In bits; 0 for a flexible array.
        package var size: Int
        /// Whether its width stands in the declaration (`unsigned int x : 1`).
        package var isBitField: Bool

        package init(
            name: String, type: String, canonical: String? = nil, aggregate: String? = nil,
            offset: Int, size: Int, isBitField: Bool = false
        ) {
            self.name = name
            self.type = type
            self.canonical = canonical ?? type
            self.aggregate = aggregate
            self.offset = offset
            self.size = size
            self.isBitField = isBitField
        }

        /// `100`, or `100:3` for the fourth bit of that byte.
        package var place: String {
            isBitField ? "\(offset / 8):\(offset % 8)" : "\(offset / 8)"
        }
    }
}

extension StructLayout.Member {
    /// Those that it takes of the struct, counted from the struct's start.
    package var bits: Range<Int> { offset..<offset + size }
}
