// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support

/// Which scheduler runs: the kernel's own, or a variant.
package enum SchedulerState: Sendable, Hashable {
    case stock
    case variant(VariantName, version: String)
}

extension SchedulerState: CustomStringConvertible {
    package var description: String {
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

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .stock
        } else {
            let variant = try container.decode(Variant.self)
            self = .variant(variant.name, version: variant.version)
        }
    }

    package func encode(to encoder: any Encoder) throws {
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
package struct HistoryVerb: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    package var description: String { rawValue }

    package static let install = HistoryVerb(rawValue: "install")
    package static let load = HistoryVerb(rawValue: "load")
    package static let unload = HistoryVerb(rawValue: "unload")
    package static let `switch` = HistoryVerb(rawValue: "switch")
    package static let rollback = HistoryVerb(rawValue: "rollback")
    package static let remove = HistoryVerb(rawValue: "remove")
    package static let enable = HistoryVerb(rawValue: "enable")
    package static let disable = HistoryVerb(rawValue: "disable")
}

package enum HistoryOutcome: String, Sendable, Codable, CaseIterable {
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
package struct SwitchTimings: Sendable, Hashable, Codable {
    /// How long all CPUs were stopped.
    package var stopNanoseconds: Int64?
    /// Of that, in the handler that rewrites and moves tasks.
    package var handlerNanoseconds: Int64?
    /// Of that, checking the stacks of all threads.
    package var stackCheckNanoseconds: Int64?
    /// From the first preparation to the end.
    package var totalNanoseconds: Int64?
    package var cpus: Int?
    package var threads: Int?

    package init(
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
package struct HistoryRecord: Sendable, Hashable, Codable, Identifiable {
    package var id: Int64
    package var verb: HistoryVerb
    /// What ran when it began.
    package var before: SchedulerState
    /// What was to run after it; it does if the outcome is `done`.
    package var after: SchedulerState
    package var kernel: KernelRelease
    /// /proc/sys/kernel/random/boot_id
    package var bootID: String
    /// Seconds since 1970.
    package var started: Double
    /// Nil while it is open.
    package var ended: Double?
    /// Nil while it is open.
    package var outcome: HistoryOutcome?
    package var message: String?
    package var timings: SwitchTimings = SwitchTimings()
    /// What was to be done. Nil in records of programs that did not keep it.
    package var plan: HostPlan?
}

/// What `sched history --json` prints.
package struct HistoryDocument: Sendable, Codable {
    package static let currentSchema = 1
    package var schema = HistoryDocument.currentSchema
    /// Newest first.
    package var records: [HistoryRecord]
    package init(records: [HistoryRecord]) { self.records = records }
}
