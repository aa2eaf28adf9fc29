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

        package init(symbol: String, start: UInt64, end: UInt64) {
            self.symbol = symbol
            self.start = start
            self.end = end
        }
    }

    package struct ClassTable: Sendable, Equatable {
        package var symbol: String
        package var address: UInt64
        package var size: Int
        /// Symbol in the module.
        package var shadow: String

        package init(symbol: String, address: UInt64, size: Int, shadow: String) {
            self.symbol = symbol
            self.address = address
            self.size = size
            self.shadow = shadow
        }
    }

    package struct Engine: Sendable, Equatable {
        package var updateRQClock: UInt64
        package var setRQOnline: UInt64
        package var setRQOffline: UInt64
        /// Nil where there are no deadline servers: before 6.8.
        package var stopServer: UInt64?

        package init(
            updateRQClock: UInt64, setRQOnline: UInt64, setRQOffline: UInt64,
            stopServer: UInt64? = nil
        ) {
            self.stopServer = stopServer
            self.updateRQClock = updateRQClock
            self.setRQOnline = setRQOnline
            self.setRQOffline = setRQOffline
        }
    }

    /// vmlinux's and the module's sched_feat_names, sched_feat_keys and
    /// sysctl_sched_features.
    package struct Features: Sendable, Equatable {
        package var names: UInt64
        package var keys: UInt64
        package var bits: UInt64
        package var stockCount: Int
        package var ownCount: Int

        package init(names: UInt64, keys: UInt64, bits: UInt64, stockCount: Int, ownCount: Int) {
            self.names = names
            self.keys = keys
            self.bits = bits
            self.stockCount = stockCount
            self.ownCount = ownCount
        }
    }

    package init(
        name: VariantName, version: String, buildID: BuildID, textBase: UInt64, sites: [Site],
        ranges: [Range], classTables: [ClassTable], stockEngine: Engine, features: Features?,
        schedulePoints: Boundary.SchedulePoints, anchor: UInt64
    ) {
        self.name = name
        self.version = version
        self.buildID = buildID
        self.textBase = textBase
        self.sites = sites
        self.ranges = ranges
        self.classTables = classTables
        self.stockEngine = stockEngine
        self.features = features
        self.schedulePoints = schedulePoints
        self.anchor = anchor
    }

    /// The one absolute symbol that all addresses are counted from.
    package static let baseSymbol = "vmlinux_text"
}
