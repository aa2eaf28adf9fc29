// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// What the kernel-side runtime must know of one variant and one vmlinux
/// (recipes/runtime/variant.h). All addresses are link-time values.
package struct RuntimeTables: Sendable {
    package var name: VariantName
    package var version: String
    package var buildID: BuildID
    package var textBase: UInt64
    package var sites: [Site]
    package var ranges: [Range]
    package var classTables: [ClassTable]
    package var stockEngine: Engine
    /// Nil: the variant shares vmlinux's scheduler features.
    package var features: Features?
    package var schedulePoints: Boundary.SchedulePoints
    /// Link-time address of the exported function `schedule`.
    package var anchor: UInt64
    /// Whether the variant defines `sched_variant_load()` and
    /// `sched_variant_unload()`.
    package var hasHooks = false

    package struct Site: Sendable, Equatable {
        package var symbol: String
        package var address: UInt64
        /// Symbol in the module.
        package var target: String
        package var expected: [UInt8]
        package var mask: [UInt8]

        package init(
            symbol: String, address: UInt64, target: String, expected: [UInt8], mask: [UInt8]
        ) {
            self.symbol = symbol
            self.address = address
            self.target = target
            self.expected = expected
            self.mask = mask
        }
    }

    package struct Range: Sendable, Equatable {
        package var symbol: String
        package var start: UInt64
        package var end: UInt64
    }

    package struct ClassTable: Sendable, Equatable {
        package var symbol: String
        package var address: UInt64
        package var size: Int
        /// Symbol in the module.
        package var shadow: String
    }

    package struct Engine: Sendable, Equatable {
        package var updateRQClock: UInt64
        package var setRQOnline: UInt64
        package var setRQOffline: UInt64
        /// Nil where there are no deadline servers: before 6.8.
        package var stopServer: UInt64?
    }

    /// vmlinux's and the module's sched_feat_names, sched_feat_keys and
    /// sysctl_sched_features.
    package struct Features: Sendable, Equatable {
        package var names: UInt64
        package var keys: UInt64
        package var bits: UInt64
        package var stockCount: Int
        package var ownCount: Int
    }

    /// The one absolute symbol that all addresses are counted from.
    package static let baseSymbol = "vmlinux_text"
}
