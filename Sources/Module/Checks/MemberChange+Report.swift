// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

extension MemberChange {
    /// Names by which the edit can be found, the likeliest first.
    var suspects: [String] {
        (variant.map(\.name) + [stock.name]).map { String($0.split(separator: ".").last ?? "") }
    }

    /// An error when code that the variant does not replace touches the member,
    /// a warning when only the variant's own does. What is not known counts as
    /// touched.
    func diagnostic(
        of layout: StructLayout, use: StructUse?, at location: SourceLocation?, notes: [String]
    ) -> Diagnostic {
        let member = use?.members.first { $0.name == stock.name }
        let start = "`\(stock.name)` of `\(layout.name)` (\(layout.file)) \(what)"
        guard let member, member.scope != .outside else {
            return Diagnostic(
                .structMemberUsed, at: location,
                "\(start), and code that the variant does not replace touches it",
                notes: notes + users(member, use), hint: instead(layout, use))
        }
        var notes = notes
        if member.isAddressTaken {
            notes.append(
                "its address is taken: it may be linked into a list or a timer when variants are switched"
            )
        }
        notes += member.uses.prefix(3).map { "boot code has set it: \($0.text)" }
        return Diagnostic(
            .structMemberReused, .warning, at: location,
            "\(start); only functions of the variant touch it, but each object has the value there that the code before left, and leaves its own",
            notes: notes + ["the variant must work with any value there, and so must vmlinux"])
    }

    private var what: String {
        if let now = variant.first, now.name == stock.name {
            return "is `\(stock.type)` in vmlinux and `\(now.type)` in the variant"
        }
        if variant.isEmpty { return "is not in the variant's" }
        let names = variant.map { "`\($0.type) \($0.name)`" }.joined(separator: " and ")
        return "is \(names) in the variant"
    }

    private func users(_ member: StructUse.Member?, _ use: StructUse?) -> [String] {
        if use?.isKernelWide == true { return [StructUse.kernelWide] }
        guard let member else { return ["who uses it is not known: its file is not looked at"] }
        let outside = member.uses.filter { !$0.isBoot }
        let shown = outside.prefix(4).map {
            "\($0.file):\($0.line): `\($0.function)` \($0.verbs) it (\($0.reason.sentence))"
        }
        return shown + (outside.count > 4 ? ["and \(outside.count - 4) more"] : [])
    }

    private func instead(_ layout: StructLayout, _ use: StructUse?) -> String? {
        let spare = layout.spare(use)
        return spare.isEmpty
            ? "keep it, and the variant's own state in a table of its own"
            : "keep it, and use what is free in the struct: \(spare.joined(separator: "; "))"
    }
}

extension StructUse.Use {
    fileprivate var verbs: String {
        access.map {
            switch $0 {
            case .read: "reads"
            case .write: "writes"
            case .address: "takes the address of"
            }
        }.joined(separator: " and ")
    }
}

extension StructLayout {
    /// What a variant may use, a phrase for each kind: the largest holes, and
    /// members that only its own functions touch; those first whose address nobody
    /// takes and that boot code does not set.
    func spare(_ use: StructUse?) -> [String] {
        var found: [String] = []
        let largest = holes.sorted { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }
        let shown = largest.prefix(4).sorted { $0.lowerBound < $1.lowerBound }
            .map { StructUse.Hole($0).text }
        if !shown.isEmpty { found.append("holes (\(shown.joined(separator: ", ")))") }
        let known = Set(members.map(\.name))
        let free = (use?.members ?? []).filter {
            $0.scope != .outside && !$0.isAddressTaken && known.contains($0.name) && $0.size > 0
        }
        let best = free.filter { $0.scope == .internal } + free.filter { $0.scope == .boot }
        if !best.isEmpty {
            let names = best.prefix(6).map { "`\($0.name)` at \($0.offset / 8)" }
            let more = best.count > 6 ? " and \(best.count - 6) more" : ""
            found.append(
                "members that only the scheduler's replaced functions touch (\(names.joined(separator: ", "))\(more))"
            )
        }
        return found
    }
}
