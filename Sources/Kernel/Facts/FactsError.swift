// SPDX-License-Identifier: Apache-2.0
import Support

/// Why a vmlinux does not give the facts that a boundary needs.
package enum FactsError: Failure, Equatable {
    /// A section that must be there, such as `.debug_info`.
    case missing(section: String, file: String)
    /// Debug information of a form that is not read.
    case unsupported(String)
    /// Debug information that contradicts its format: what, and the offset in
    /// its section.
    case malformed(String, section: String, offset: Int)
    /// Linked without a GNU build id, so that no host could check it.
    case noBuildID(file: String)
    /// A symbol that every kernel has.
    case missingSymbol(String)
    /// No compilation unit is one of kernel/sched.
    case noSchedulerUnits
    /// The debug information has no such compilation unit.
    case missingUnit(String, file: String)

    package var description: String {
        switch self {
        case .missing(let section, let file):
            return "\(file) has no section \(section)"
        case .unsupported(let what):
            return "debug information with \(what) is not supported"
        case .malformed(let what, let section, let offset):
            return "malformed \(section) at offset 0x\(String(offset, radix: 16)): \(what)"
        case .noBuildID(let file):
            return "\(file) has no GNU build id"
        case .missingSymbol(let name):
            return "vmlinux has no symbol \(name)"
        case .noSchedulerUnits:
            return "the debug information names no unit of kernel/sched"
        case .missingUnit(let unit, let file):
            return "the debug information of \(file) has no unit \(unit)"
        }
    }

    package var hint: String? {
        switch self {
        case .missing(let section, _) where section.hasPrefix(".debug"):
            return "use the vmlinux of the kernel's debug package"
        case .unsupported:
            return "a kernel with plain DWARF 4 or 5 (CONFIG_DEBUG_INFO_DWARF4 or 5, not"
                + " compressed, not split, not reduced) is needed"
        default:
            return nil
        }
    }
}
