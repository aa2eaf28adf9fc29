// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

extension LayoutChange {
    /// Names of members by which the edit can be found, the likeliest first.
    var suspects: [String] {
        let (before, after) = (Set(stock.members.map(\.name)), Set(variant.members.map(\.name)))
        let new = variant.members.map(\.name).filter { !before.contains($0) }
        let gone = stock.members.map(\.name).filter { !after.contains($0) }
        let moved = [subject].compactMap { $0 }
        return (new + gone + moved).map { String($0.split(separator: ".").last ?? "") }
            + [String(stock.name.split(separator: " ").last ?? "")]
    }

    private var subject: String? {
        switch kind {
        case .moved(let member, _), .removed(let member), .added(let member): member.name
        case .resized: nil
        }
    }

    /// Names what may be used instead, as far as `use` tells.
    func hint(_ use: StructUse?) -> String {
        let start =
            "objects of it exist before and after the variant: keep per-object state of the variant in a table of its own"
        let spare = stock.spare(use)
        return spare.isEmpty
            ? start
            : "\(start), or use what is free in the struct: \(spare.joined(separator: "; "))"
    }

    /// The error, with the changed part of both layouts side by side in its notes.
    func diagnostic(
        at location: SourceLocation?, notes: [String], use: StructUse? = nil
    ) -> Diagnostic {
        let start = "`\(stock.name)` (\(stock.file)) is shared with vmlinux, but "
        let what =
            switch kind {
            case .moved(let old, let new) where old.offset != new.offset:
                "its member `\(old.name)` is at byte \(old.place) there and at \(new.place) in the variant"
            case .moved(let old, let new):
                "its member `\(old.name)` at byte \(old.place) has \(Self.size(old)) there and \(Self.size(new)) in the variant"
            case .removed(let old):
                "its member `\(old.name)` at byte \(old.place) is not in the variant's"
            case .added(let new):
                "the variant's member `\(new.name)` at byte \(new.place) lies on members of vmlinux's"
            case .resized(let old, let new):
                "it has \(old) bytes there and \(new) in the variant"
            }
        return Diagnostic(
            .structLayoutChanged, at: location, start + what, notes: notes + table,
            hint: hint(use))
    }

    static func size(_ member: StructLayout.Member) -> String {
        let (count, unit) = member.isBitField ? (member.size, "bit") : (member.size / 8, "byte")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }

    // MARK: Side by side

    /// Rows around the first difference: offset, size, type and name of the
    /// kernel's member, `|`, the variant's.
    var table: [String] {
        let later = Dictionary(
            variant.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(stock.members.map(\.name))
        var rows: [(key: Int, left: StructLayout.Member?, right: StructLayout.Member?)] = []
        for member in stock.members {
            rows.append((member.offset * 2 + 1, member, later[member.name]))
        }
        for member in variant.members where !known.contains(member.name) {
            rows.append((member.offset * 2, nil, member))
        }
        rows.sort { $0.key < $1.key }
        let first = rows.firstIndex { $0.left != $0.right } ?? rows.count
        let window = rows[max(0, first - 2)..<min(rows.count, first + 4)]
        let cells = window.map { (Self.cell($0.left), Self.cell($0.right)) }
        let heads = [("vmlinux, \(stock.size) bytes", "variant, \(variant.size) bytes")]
        let width = (heads + cells).map(\.0.count).max() ?? 0
        return (heads + cells).map { left, right in
            left + String(repeating: " ", count: width - left.count) + " | " + right
        }
    }

    private static func cell(_ member: StructLayout.Member?) -> String {
        guard let member else { return "-" }
        let size = member.isBitField ? ":\(member.size)" : "\(member.size / 8)"
        return "\(padded(member.place, 6)) \(padded(size, 4)) \(member.type) \(member.name)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
