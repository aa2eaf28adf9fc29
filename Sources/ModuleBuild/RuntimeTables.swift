// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// What the kernel-side runtime must know of one variant and one vmlinux
/// (recipes/runtime/variant.h). All addresses are link-time values.
public struct RuntimeTables: Sendable {
    public var name: VariantName
    public var version: String
    public var buildID: BuildID
    public var textBase: UInt64
    public var sites: [Site]
    public var ranges: [Range]
    public var classTables: [ClassTable]
    public var stockEngine: Engine
    /// Nil: the variant shares vmlinux's scheduler features.
    public var features: Features?
    public var schedulePoints: Boundary.SchedulePoints
    /// Link-time address of the exported function `schedule`.
    public var anchor: UInt64
    /// Whether the variant defines `sched_variant_load()` and
    /// `sched_variant_unload()`.
    public var hasHooks = false

    public struct Site: Sendable, Equatable {
        public var symbol: String
        public var address: UInt64
        /// Symbol in the module.
        public var target: String
        public var expected: [UInt8]
        public var mask: [UInt8]

        public init(
            symbol: String, address: UInt64, target: String, expected: [UInt8], mask: [UInt8]
        ) {
            self.symbol = symbol
            self.address = address
            self.target = target
            self.expected = expected
            self.mask = mask
        }
    }

    public struct Range: Sendable, Equatable {
        public var symbol: String
        public var start: UInt64
        public var end: UInt64

        public init(symbol: String, start: UInt64, end: UInt64) {
            self.symbol = symbol
            self.start = start
            self.end = end
        }
    }

    public struct ClassTable: Sendable, Equatable {
        public var symbol: String
        public var address: UInt64
        public var size: Int
        /// Symbol in the module.
        public var shadow: String

        public init(symbol: String, address: UInt64, size: Int, shadow: String) {
            self.symbol = symbol
            self.address = address
            self.size = size
            self.shadow = shadow
        }
    }

    public struct Engine: Sendable, Equatable {
        public var updateRQClock: UInt64
        public var setRQOnline: UInt64
        public var setRQOffline: UInt64
        /// Nil where there are no deadline servers: before 6.8.
        public var stopServer: UInt64?

        public init(
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
    public struct Features: Sendable, Equatable {
        public var names: UInt64
        public var keys: UInt64
        public var bits: UInt64
        public var stockCount: Int
        public var ownCount: Int

        public init(names: UInt64, keys: UInt64, bits: UInt64, stockCount: Int, ownCount: Int) {
            self.names = names
            self.keys = keys
            self.bits = bits
            self.stockCount = stockCount
            self.ownCount = ownCount
        }
    }

    public init(
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
    public static let baseSymbol = "vmlinux_text"
}
