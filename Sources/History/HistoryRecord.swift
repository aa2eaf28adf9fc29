// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// Which scheduler runs: the kernel's own, or a variant.
public enum SchedulerState: Sendable, Hashable {
    case stock
    case variant(VariantName, version: String)
}

extension SchedulerState: CustomStringConvertible {
    public var description: String {
        switch self {
        case .stock: "stock"
        case .variant(let name, let version): "\(name) \(version)"
        }
    }
}

/// `null` for stock, else `{"name": …, "version": …}`.
extension SchedulerState: Codable {
    private struct Variant: Codable {
        var name: VariantName
        var version: String
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .stock
        } else {
            let variant = try container.decode(Variant.self)
            self = .variant(variant.name, version: variant.version)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .stock: try container.encodeNil()
        case .variant(let name, let version):
            try container.encode(Variant(name: name, version: version))
        }
    }
}

/// What was asked for. Open, because a database may hold a verb of a newer
/// program.
public struct HistoryVerb: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    public var description: String { rawValue }

    public static let install = HistoryVerb(rawValue: "install")
    public static let load = HistoryVerb(rawValue: "load")
    public static let unload = HistoryVerb(rawValue: "unload")
    public static let `switch` = HistoryVerb(rawValue: "switch")
    public static let rollback = HistoryVerb(rawValue: "rollback")
    public static let remove = HistoryVerb(rawValue: "remove")
    public static let enable = HistoryVerb(rawValue: "enable")
    public static let disable = HistoryVerb(rawValue: "disable")
}

public enum HistoryOutcome: String, Sendable, Codable, CaseIterable {
    case done
    case failed
    /// The kernel was busy; nothing changed.
    case busy
    /// A check before the point of no return said no; nothing changed.
    case refused
    /// The process or the machine ended before the record was closed.
    case interrupted
}

/// What the kernel's runtime reports of a load or unload.
public struct SwitchTimings: Sendable, Hashable, Codable {
    /// How long all CPUs were stopped.
    public var stopNanoseconds: Int64?
    /// Of that, in the handler that rewrites and moves tasks.
    public var handlerNanoseconds: Int64?
    /// Of that, checking the stacks of all threads.
    public var stackCheckNanoseconds: Int64?
    /// From the first preparation to the end.
    public var totalNanoseconds: Int64?
    public var cpus: Int?
    public var threads: Int?

    public init(
        stopNanoseconds: Int64? = nil, handlerNanoseconds: Int64? = nil,
        stackCheckNanoseconds: Int64? = nil, totalNanoseconds: Int64? = nil, cpus: Int? = nil,
        threads: Int? = nil
    ) {
        self.stopNanoseconds = stopNanoseconds
        self.handlerNanoseconds = handlerNanoseconds
        self.stackCheckNanoseconds = stackCheckNanoseconds
        self.totalNanoseconds = totalNanoseconds
        self.cpus = cpus
        self.threads = threads
    }
}

/// One operation on this host: written before anything changes, closed after.
public struct HistoryRecord: Sendable, Hashable, Codable, Identifiable {
    public var id: Int64
    public var verb: HistoryVerb
    /// What ran when it began.
    public var before: SchedulerState
    /// What was to run after it; it does if the outcome is `done`.
    public var after: SchedulerState
    public var kernel: KernelRelease
    /// /proc/sys/kernel/random/boot_id
    public var bootID: String
    /// Seconds since 1970.
    public var started: Double
    /// Nil while it is open.
    public var ended: Double?
    /// Nil while it is open.
    public var outcome: HistoryOutcome?
    public var message: String?
    public var timings: SwitchTimings

    public init(
        id: Int64, verb: HistoryVerb, before: SchedulerState, after: SchedulerState,
        kernel: KernelRelease, bootID: String, started: Double, ended: Double? = nil,
        outcome: HistoryOutcome? = nil, message: String? = nil,
        timings: SwitchTimings = SwitchTimings()
    ) {
        self.id = id
        self.verb = verb
        self.before = before
        self.after = after
        self.kernel = kernel
        self.bootID = bootID
        self.started = started
        self.ended = ended
        self.outcome = outcome
        self.message = message
        self.timings = timings
    }
}

/// What `sched history --json` prints.
public struct HistoryDocument: Sendable, Codable {
    public static let currentSchema = 1
    public var schema = HistoryDocument.currentSchema
    /// Newest first.
    public var records: [HistoryRecord]
    public init(records: [HistoryRecord]) { self.records = records }
}
