// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The references that force a redirect, by function.
///
/// A call counts when it comes from code that stays vmlinux's. An address counts
/// wherever it is taken, also inside: what is stored must outlive the module, so
/// the module stores vmlinux's address. Exempt are
/// - calls at boot: they are over (an address taken at boot is still stored);
/// - pointers in the class tables, whose contents are exchanged;
/// - in `__schedule`, all but what stands between the register switch and the
///   end: the module's own runs instead; its `.cold` part is never reached.
struct OutsideReferences {
    private(set) var calls: [UInt64: [Referrer]] = [:]
    private(set) var addresses: [UInt64: [Referrer]] = [:]

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ roles: Roles,
        _ points: Boundary.SchedulePoints
    ) {
        for reference in facts.references {
            let source = roles.function(at: reference.sourceAddress)
            if source?.name == BoundaryAnalyser.contextSwitcher, reference.kind != .addressInData,
                !points.stayingCode.contains(reference.address)
            {
                continue
            }
            switch reference.kind {
            case .call:
                guard !Roles.isBootSection(reference.section),
                    !roles.isReplaced(reference.sourceAddress)
                else { continue }
                calls[reference.targetAddress, default: []].append(Referrer(reference))
            case .addressInData where recipe.classTables.match(reference.source): continue
            default:
                addresses[reference.targetAddress, default: []].append(
                    Referrer(
                        reference,
                        isInside: reference.kind == .addressInCode
                            && roles.isReplaced(reference.sourceAddress)))
            }
        }
    }
}
