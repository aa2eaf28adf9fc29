// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Who uses each variable and stays vmlinux's.
///
/// Code of the boundary, of sidecars and of header copies that only they use is
/// replaced, so its uses count for nothing. Of `__schedule` counts what stands
/// between the register switch and the end, as for functions (`Uses`).
struct VariableUsers {
    private var users: [UInt64: [Boundary.VariableUser]] = [:]

    private struct Key: Hashable {
        var how: Boundary.VariableUser.How
        var source: String
        var file: String?
        var isAtBoot: Bool
    }

    /// `owned` are variables of which vmlinux's copy is out of use: a pointer in
    /// one is no use.
    init(
        _ facts: KernelFacts, _ roles: Roles, _ points: Boundary.SchedulePoints,
        owned: Set<UInt64>
    ) {
        var found: [UInt64: [Key: Int]] = [:]
        // A function's place is asked for once, however much it uses.
        let code = Set(facts.variableUses.map(\.sourceAddress))
        let replaced = code.filter(roles.isReplaced)
        let switcher = code.first {
            roles.function(at: $0)?.name == BoundaryAnalyser.contextSwitcher
        }
        for use in facts.variableUses {
            if use.kind == .addressInData {
                // An empty list's head points at itself.
                if owned.contains(use.sourceAddress) || use.sourceAddress == use.variable {
                    continue
                }
            } else {
                if replaced.contains(use.sourceAddress) { continue }
                if use.sourceAddress == switcher,
                    !(points.contextSwitch..<points.exit).contains(use.address)
                {
                    continue
                }
            }
            let key = Key(
                how: Self.how(use.kind), source: use.source, file: use.sourceFile,
                isAtBoot: Self.isOver(use))
            found[use.variable, default: [:]][key, default: 0] += 1
        }
        users = found.mapValues { uses in
            uses.map { key, places in
                Boundary.VariableUser(
                    how: key.how, source: key.source, file: key.file, places: places,
                    isAtBoot: key.isAtBoot)
            }.sorted(by: Self.precedes)
        }
        for variable in facts.variables where facts.globals[variable.symbol]?.isExported == true {
            users[variable.address, default: []].insert(
                .init(how: .export, source: "modules", file: nil, places: 1, isAtBoot: false),
                at: 0)
        }
    }

    func users(of variable: KernelFacts.Variable) -> [Boundary.VariableUser] {
        users[variable.address] ?? []
    }

    /// What ran at boot is over, but for an address that was taken there: somebody
    /// has it still, such as the file in debugfs that shows the variable.
    private static func isOver(_ use: KernelFacts.VariableUse) -> Bool {
        Roles.isBootSection(use.section) && use.kind != .addressInCode
    }

    private static func precedes(
        _ a: Boundary.VariableUser, _ b: Boundary.VariableUser
    ) -> Bool {
        func rank(_ user: Boundary.VariableUser) -> Int {
            if user.isAtBoot { return 3 }
            return [.write, .readWrite].contains(user.how) ? 0 : user.how == .read ? 1 : 2
        }
        return (rank(a), a.file ?? "~", a.source, a.how.rawValue)
            < (rank(b), b.file ?? "~", b.source, b.how.rawValue)
    }

    private static func how(_ kind: KernelFacts.VariableUse.Kind) -> Boundary.VariableUser.How {
        switch kind {
        case .read: .read
        case .write: .write
        case .readWrite: .readWrite
        case .addressInCode: .addressInCode
        case .addressInData: .addressInData
        case .staticKey: .staticKey
        case .staticCall: .staticCall
        }
    }
}
