// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// What the runtime in the kernel must know of one variant and one vmlinux
/// (recipes/runtime/variant.h). All addresses are vmlinux's link-time values.
package struct RuntimeTables: Sendable {
    /// What sysfs shows as the variant's name.
    package var name: VariantName
    /// What sysfs shows as the variant's version.
    package var version: String
    /// Of the vmlinux that the addresses are of; sysfs shows it.
    package var buildID: BuildID
    /// Where vmlinux has the bytes of its build id (in `.notes`).
    package var buildIDAddress: UInt64
    /// Of `_text`, from which the generated C source counts all addresses.
    package var textBase: UInt64
    /// Patch sites: every place that the switch overwrites.
    package var sites: [Site]
    /// Where no task may be when the variant is loaded; sorted by start, without overlap.
    package var ranges: [Range]
    /// The sched_class ops that are exchanged.
    package var classTables: [ClassTable]
    /// Nil: the variant shares vmlinux's scheduler features.
    package var features: Features?
    /// Where the module enters and leaves `__schedule`.
    package var schedulePoints: Boundary.SchedulePoints
    /// Whether the variant defines `RuntimeContract.Hooks`.
    package var hasHooks = false

    /// Bytes of vmlinux's text that become a jump to `target`.
    package struct Site: Sendable, Equatable {
        /// Function of vmlinux.
        package var symbol: String
        /// Of the first byte that is overwritten.
        package var address: UInt64
        /// Symbol in the module.
        package var target: String
        /// What stands in vmlinux's file there; as many bytes as the jump has.
        package var expected: [UInt8]
        /// 0 for each byte that the kernel itself changes.
        package var mask: [UInt8]
    }

    /// Code of a boundary function in vmlinux; `end` is the first byte behind it.
    package struct Range: Sendable, Equatable {
        /// Function of vmlinux; that whose code it is for a `.cold` part.
        package var symbol: String
        /// Of its first byte.
        package var start: UInt64
        package var end: UInt64
    }

    /// A sched_class of vmlinux and the variant's version of it.
    package struct ClassTable: Sendable, Equatable {
        /// Such as `fair_sched_class`.
        package var symbol: String
        /// Of vmlinux's table.
        package var address: UInt64
        /// Size of the table in bytes, the same on both sides.
        package var size: Int
        /// Symbol in the module.
        package var shadow: String
    }

    /// vmlinux's `RuntimeContract.featureVariables`, and how many features each
    /// side has.
    package struct Features: Sendable, Equatable {
        /// Address of `sched_feat_names`, an array of pointers to strings.
        package var names: UInt64
        /// Address of `sched_feat_keys`, an array of static keys.
        package var keys: UInt64
        /// Address of `sysctl_sched_features`, the features as bits.
        package var bits: UInt64
        /// How many features vmlinux has.
        package var stockCount: Int
        /// How many features the variant has.
        package var ownCount: Int
    }
}
