// SPDX-License-Identifier: Apache-2.0
import Support

/// What an operator asks of a host.
package enum HostGoal: Sendable, Hashable {
    /// Installs the newest package of a variant, or that of `version`, for the
    /// running kernel; then switches to it if `loading`.
    case install(VariantName, version: String? = nil, loading: Bool = true)
    /// Switches to an installed variant.
    case `switch`(VariantName)
    /// Switches to the kernel's own scheduler; packages stay.
    case stock
    /// Goes back to the scheduler that ran before.
    case rollback
    /// Unloads a variant, if it is loaded, and removes its package.
    case remove(VariantName)

    /// The word under which the history keeps it.
    package var verb: HistoryVerb {
        switch self {
        case .install: .install
        case .switch, .stock: .switch
        case .rollback: .rollback
        case .remove: .remove
        }
    }

    /// Whether it may lead back to the kernel's own scheduler: nothing but the kernel may
    /// stand in its way.
    var mayLeadToStock: Bool {
        switch self {
        case .install, .switch: false
        case .stock, .rollback, .remove: true
        }
    }
}
