// SPDX-License-Identifier: Apache-2.0
internal import SchedModel

/// The structs of the scheduler for a person at a terminal: what of each is the
/// variant's own matter, and who uses the rest.
struct StructTables {
    let structs: [StructUse]

    init(_ structs: [StructUse]) { self.structs = structs }

    var lines: [String] {
        guard !structs.isEmpty else { return [] }
        let members = structs.filter { $0.kernelWide == nil }.flatMap(\.members)
        func count(_ scope: StructUse.Scope) -> Int { members.count { $0.scope == scope } }
        let head =
            "Structs (\(structs.count)): of \(members.count) members \(count(.internal)) internal, \(count(.boot)) set at boot only, \(count(.outside)) touched from outside"
        return [head] + structs.flatMap { ["  \(title($0))"] + body($0).map { "    " + $0 } }
    }

    private func title(_ item: StructUse) -> String {
        "\(item.name) (\(item.file):\(item.line)), \(item.size) bytes"
    }

    private func body(_ item: StructUse) -> [String] {
        if let reason = item.kernelWide { return [reason] }
        var lines: [String] = []
        for (scope, title) in [
            (StructUse.Scope.internal, "internal"), (.boot, "set at boot, internal since"),
        ] {
            let names = item.members.filter { $0.scope == scope }.map(\.name)
            if !names.isEmpty { lines.append("\(title): \(names.joined(separator: ", "))") }
        }
        if !item.holes.isEmpty {
            lines.append("holes: \(item.holes.map(\.text).joined(separator: ", "))")
        }
        let rows = item.members.filter { $0.scope == .outside }.map { member in
            [member.name, users(member.uses.filter { !$0.isBoot })]
        }
        if !rows.isEmpty {
            lines.append("touched from outside:")
            lines += Columns.lines(rows).map { "  " + $0 }
        }
        if !item.wholeUses.isEmpty {
            lines.append("as a whole: \(users(item.wholeUses))")
        }
        return lines
    }

    /// The first three; --json has all.
    private func users(_ uses: [StructUse.Use]) -> String {
        let shown = uses.prefix(3).map(\.text).joined(separator: "; ")
        return uses.count > 3 ? "\(shown) (+\(uses.count - 3))" : shown
    }
}
