// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Puts the sides of functions and their uses together, struct by struct.
struct StructUseAssembly {
    let source: SourceFacts
    let sides: FunctionSides

    /// All that a function does to one member, or to a struct.
    private struct Key: Hashable {
        var structure: Int
        var member: Int?
    }

    /// Sorted by file and line.
    var structs: [StructUse] {
        var uses: [Key: [(function: Int, use: SourceFacts.Use)]] = [:]
        for (number, function) in source.functions.enumerated() {
            for use in function.uses {
                uses[Key(structure: use.structure, member: use.member), default: []]
                    .append((number, use))
            }
        }
        let followed = MemberTokens.followed(source.structs)
        return source.structs.indices.map { number in
            let item = source.structs[number]
            let isFollowed =
                item.file != MemberTokens.sharedHeader
                || followed.contains(String(item.name.split(separator: " ").last ?? ""))
            let members = item.members.indices.map { index in
                member(
                    item.members[index], uses[Key(structure: number, member: index)] ?? [],
                    isFollowed: isFollowed)
            }
            return StructUse(
                name: item.name, file: item.file, line: item.line, size: item.size,
                isKernelWide: !isFollowed,
                members: members, holes: Self.holes(item),
                wholeUses: (uses[Key(structure: number, member: nil)] ?? [])
                    .flatMap { outer($0.function, $0.use) })
        }.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    private func member(
        _ member: SourceFacts.Member, _ uses: [(function: Int, use: SourceFacts.Use)],
        isFollowed: Bool
    ) -> StructUse.Member {
        let outer = isFollowed ? uses.flatMap { self.outer($0.function, $0.use) } : []
        let inside = uses.filter { sides.all[$0.function].isInside }
        let isOutside = !isFollowed || outer.contains { !$0.isBoot }
        return StructUse.Member(
            name: member.name, type: member.type, offset: member.offset, size: member.size,
            isBitField: member.isBitField,
            scope: isOutside ? .outside : outer.isEmpty ? .internal : .boot,
            uses: outer.sorted {
                ($0.isBoot ? 1 : 0, $0.file, $0.line) < ($1.isBoot ? 1 : 0, $1.file, $1.line)
            },
            insideUses: inside.count,
            isAddressTaken: inside.contains { $0.use.access.contains(.address) })
    }

    private func outer(_ number: Int, _ use: SourceFacts.Use) -> [StructUse.Use] {
        let function = source.functions[number]
        let side = sides.all[number]
        let reasons = side.outside.map { ($0, false) } ?? side.boot.map { ($0, true) }
        guard let (reason, isBoot) = reasons else { return [] }
        return [
            StructUse.Use(
                function: function.name, file: function.file, line: use.line,
                access: use.access, reason: reason, isBoot: isBoot)
        ]
    }

    /// What no member covers, in the order of the offset.
    static func holes(_ item: SourceFacts.Struct) -> [StructUse.Hole] {
        var found: [StructUse.Hole] = []
        var end = 0
        for member in item.members.sorted(by: { $0.offset < $1.offset }) {
            if member.offset > end {
                found.append(StructUse.Hole(offset: end, size: member.offset - end))
            }
            end = max(end, member.offset + member.size)
        }
        if end < item.size * 8 {
            found.append(StructUse.Hole(offset: end, size: item.size * 8 - end))
        }
        return found
    }
}
