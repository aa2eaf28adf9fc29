// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// What the runtime in the kernel must know of one variant and one vmlinux
/// (recipes/runtime/variant.h). All addresses are vmlinux's link-time values.
package struct RuntimeTables: Sendable {
    package var name: VariantName
    package var version: String
    package var buildID: BuildID
    package var textBase: UInt64
    package var sites: [Site]
    package var ranges: [Range]
    package var classTables: [ClassTable]
    /// vmlinux's `RuntimeContract.schedOps`.
    package var stockOps: [(name: String, address: UInt64)]
    /// Nil: the variant shares vmlinux's scheduler features.
    package var features: Features?
    package var schedulePoints: Boundary.SchedulePoints
    /// Address of the exported function `schedule`.
    package var anchor: UInt64
    /// Whether the variant defines `RuntimeContract.Hooks`.
    package var hasHooks = false

    /// Bytes of vmlinux's text that become a jump to `target`.
    package struct Site: Sendable, Equatable {
        /// Function of vmlinux.
        package var symbol: String
        package var address: UInt64
        /// Symbol in the module.
        package var target: String
        package var expected: [UInt8]
        /// 0 for each byte that the kernel itself changes.
        package var mask: [UInt8]
    }

    /// Code of a boundary function in vmlinux; `end` is the first byte behind it.
    package struct Range: Sendable, Equatable {
        package var symbol: String
        package var start: UInt64
        package var end: UInt64
    }

    /// A sched_class of vmlinux and the variant's version of it.
    package struct ClassTable: Sendable, Equatable {
        package var symbol: String
        package var address: UInt64
        package var size: Int
        /// Symbol in the module.
        package var shadow: String
    }

    /// vmlinux's `RuntimeContract.featureVariables`, and how many features each
    /// side has.
    package struct Features: Sendable, Equatable {
        package var names: UInt64
        package var keys: UInt64
        package var bits: UInt64
        package var stockCount: Int
        package var ownCount: Int
    }
}
