// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Who uses each variable and stays vmlinux's.
///
/// Code of the boundary, of sidecars and of header copies that only they use is
/// replaced, so its uses count for nothing. Of `__schedule` counts what stands
/// between the register switch and the end, as for functions (`OutsideReferences`).
struct VariableUsers {
    private var users: [UInt64: [Referrer]] = [:]

    /// `owned` are variables of which vmlinux's copy is out of use: a pointer in
    /// one is no use.
    init(
        _ facts: KernelFacts, _ roles: Roles, _ points: Boundary.SchedulePoints,
        owned: Set<UInt64>
    ) {
        var found: [UInt64: [Referrer]] = [:]
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
                    !points.stayingCode.contains(use.address)
                {
                    continue
                }
            }
            found[use.variable, default: []].append(Referrer(use))
        }
        users = found.mapValues { $0.merged().sorted(by: Self.precedes) }
        for variable in facts.variables where facts.globals[variable.symbol]?.isExported == true {
            users[variable.address, default: []].insert(.modules, at: 0)
        }
    }

    func users(of variable: KernelFacts.Variable) -> [Referrer] {
        users[variable.address] ?? []
    }

    private static func precedes(
        _ a: Referrer, _ b: Referrer
    ) -> Bool {
        func rank(_ user: Referrer) -> Int {
            if user.isAtBoot { return 3 }
            return [.write, .readWrite].contains(user.kind) ? 0 : user.kind == .read ? 1 : 2
        }
        return (rank(a), a.file ?? "~", a.source, a.kind.rawValue)
            < (rank(b), b.file ?? "~", b.source, b.kind.rawValue)
    }
}
