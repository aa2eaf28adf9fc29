// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel

/// What one layout has other than another of the same struct, so that code which
/// knows the one cannot work on objects of the other.
struct LayoutChange: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// A member lies elsewhere, or has another size.
        case moved(StructLayout.Member, StructLayout.Member)
        case removed(StructLayout.Member)
        /// A new member overlaps what is the kernel's.
        case added(StructLayout.Member)
        case resized(Int, Int)
    }
    var stock: StructLayout
    var variant: StructLayout
    /// The first difference in the order of the kernel's declaration.
    var kind: Kind

    /// Nil when the size is the same, every member of `stock` that is still there
    /// is where it was, and new ones lie in holes, where members are gone, or are
    /// second names of members.
    init?(stock: StructLayout, variant: StructLayout) {
        guard let kind = Self.difference(stock, variant) else { return nil }
        self.stock = stock
        self.variant = variant
        self.kind = kind
    }

    private static func difference(_ stock: StructLayout, _ variant: StructLayout) -> Kind? {
        let later = variant.byName
        var gone: [StructLayout.Member] = []
        var survivors: [StructLayout.Member] = []
        for member in stock.members {
            guard let now = later[member.name] else {
                gone.append(member)
                continue
            }
            if (now.offset, now.size, now.isBitField)
                != (member.offset, member.size, member.isBitField)
            {
                return gone.first.map(Kind.removed) ?? .moved(member, now)
            }
            survivors.append(member)
        }
        let known = Set(stock.members.map(\.name))
        for member in variant.members where !known.contains(member.name) {
            // In the place of one that has gone, perhaps out of a union.
            if gone.contains(where: { $0.bits.contains(member.bits) }) { continue }
            // A second name for a member, as in a union of `donor` and `curr`.
            if survivors.contains(where: {
                $0.bits == member.bits && $0.canonical == member.canonical
            }) {
                continue
            }
            if survivors.contains(where: { member.bits.overlaps($0.bits) }) {
                return gone.first.map(Kind.removed) ?? .added(member)
            }
        }
        if stock.size == variant.size { return nil }
        return gone.first.map(Kind.removed) ?? .resized(stock.size, variant.size)
    }

    /// Members of the variant that lie in holes of the kernel's layout.
    static func inHoles(
        stock: StructLayout, variant: StructLayout
    ) -> [StructLayout.Member] {
        let known = Set(stock.members.map(\.name))
        return variant.members.filter { member in
            !known.contains(member.name)
                && !stock.members.contains { $0.bits.overlaps(member.bits) }
        }
    }
}

/// A member that the variant means something else by, in its old place.
struct MemberChange: Sendable, Equatable {
    var stock: StructLayout.Member
    /// The same member with another type, or the new members in its place; none
    /// when it only has gone.
    var variant: [StructLayout.Member]

    /// Those of a struct whose layout is intact. `renamed` gives the stock name of
    /// structs that have another name in the variant.
    static func all(
        stock: StructLayout, variant: StructLayout, renamed: [String: String] = [:]
    ) -> [MemberChange] {
        let later = variant.byName
        let known = Set(stock.members.map(\.name))
        return stock.members.compactMap { member in
            if let now = later[member.name] {
                let type = renamed.reduce(now.canonical) { text, names in
                    text.replacing(names.key, with: names.value)
                }
                return type == member.canonical ? nil : MemberChange(stock: member, variant: [now])
            }
            let new = variant.members.filter {
                !known.contains($0.name) && $0.bits.overlaps(member.bits)
            }
            return MemberChange(stock: member, variant: new)
        }
    }

    /// Structs of the variant that vmlinux has under another name: same file, same
    /// size, members of the same names at the same places. New name to old name.
    static func renamed(
        stock: [String: StructLayout], variant: [String: StructLayout]
    ) -> [String: String] {
        var found: [String: String] = [:]
        for (name, old) in stock.sorted(by: { $0.key < $1.key }) where variant[name] == nil {
            let new = variant.sorted { $0.key < $1.key }.first { key, layout in
                stock[key] == nil && found[key] == nil && layout.file == old.file
                    && layout.size == old.size
                    && layout.members.map(\.bits) == old.members.map(\.bits)
                    && layout.members.map(\.name) == old.members.map(\.name)
            }
            if let new { found[new.key] = name }
        }
        return found
    }
}

extension StructLayout {
    fileprivate var byName: [String: Member] {
        Dictionary(members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Bits that no member owns, in the order of the offset.
    var holes: [Range<Int>] {
        var found: [Range<Int>] = []
        var end = 0
        for member in members.sorted(by: { $0.offset < $1.offset }) {
            if member.offset > end { found.append(end..<member.offset) }
            end = max(end, member.bits.upperBound)
        }
        return end < size * 8 ? found + [end..<size * 8] : found
    }
}
