// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The structs of the scheduler for a person at a terminal: what of each is the
/// variant's own matter, and who uses the rest.
struct StructTables {
    let structs: [StructUse]
    /// Characters in a line.
    let width: Int

    init(_ structs: [StructUse], width: Int) {
        self.structs = structs
        self.width = width
    }

    var lines: [String] {
        guard !structs.isEmpty else { return [] }
        let members = structs.filter { !$0.isKernelWide }.flatMap(\.members)
        func count(_ scope: StructUse.Scope) -> Int { members.count { $0.scope == scope } }
        let head = TextLines.sentence(
            "Structs (\(structs.count)): of \(members.count) members \(count(.internal)) internal, \(count(.boot)) set at boot only, \(count(.outside)) touched from outside",
            width: width, indent: 0)
        return head + structs.flatMap { ["  \(title($0))"] + body($0) }
    }

    private func title(_ item: StructUse) -> String {
        "\(item.name) (\(item.file):\(item.line)), \(item.size) bytes"
    }

    private func body(_ item: StructUse) -> [String] {
        if item.isKernelWide { return list("", [StructUse.kernelWide]) }
        var lines: [String] = []
        for (scope, title) in [
            (StructUse.Scope.internal, "internal"), (.boot, "set at boot, internal since"),
        ] {
            let names = item.members.filter { $0.scope == scope }.map(\.name)
            if !names.isEmpty { lines += list("\(title): ", names) }
        }
        if !item.holes.isEmpty {
            lines += list("holes: ", item.holes.map(\.text))
        }
        let outside = item.members.filter { $0.scope == .outside }
        if !outside.isEmpty { lines.append("    touched from outside:") }
        for member in outside {
            lines += sentence("  \(member.name): ", users(member.uses.filter { !$0.isBoot }))
        }
        if !item.wholeUses.isEmpty { lines += sentence("as a whole: ", users(item.wholeUses)) }
        return lines
    }

    /// Broken where the line ends; what follows the first line is indented.
    private func list(_ title: String, _ words: [String]) -> [String] {
        var lines = TextLines.wrapped(
            [title + (words.first ?? "")] + words.dropFirst(), width: width, indent: 6)
        if let first = lines.first { lines[0] = String(first.dropFirst(2)) }
        return lines
    }

    private func sentence(_ title: String, _ text: String) -> [String] {
        var lines = TextLines.sentence(title + text, width: width - 4, indent: 8)
        if let first = lines.first {
            let lead = String(title.prefix { $0 == " " })
            lines[0] = "    " + lead + first.dropFirst(8)
        }
        return lines
    }

    /// The first three; --json has all.
    private func users(_ uses: [StructUse.Use]) -> String {
        let shown = uses.prefix(3).map(\.text).joined(separator: "; ")
        return uses.count > 3 ? "\(shown); +\(uses.count - 3)" : shown
    }
}
