// SPDX-License-Identifier: Apache-2.0
internal import GRDB
import Packaging
import Support

/// The table and its migrations. A migration that was released never changes;
/// the next form is a further migration.
enum HistorySchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.create(table: "operation") { table in
                table.autoIncrementedPrimaryKey("id")
                table.column("verb", .text).notNull()
                table.column("beforeName", .text)
                table.column("beforeVersion", .text)
                table.column("afterName", .text)
                table.column("afterVersion", .text)
                table.column("kernel", .text).notNull()
                table.column("bootID", .text).notNull()
                table.column("processID", .integer).notNull()
                table.column("processStart", .integer).notNull()
                table.column("started", .double).notNull()
                table.column("ended", .double)
                table.column("outcome", .text)
                table.column("message", .text)
                for figure in figures { table.column(figure, .integer) }
            }
            try database.create(
                index: "operationOpen", on: "operation", columns: ["bootID", "outcome"])
        }
        migrator.registerMigration("2") { database in
            try database.alter(table: "operation") { $0.add(column: "plan", .text) }
        }
        migrator.registerMigration("3") { database in
            try database.alter(table: "operation") {
                $0.add(column: "beforeContent", .text)
                $0.add(column: "afterContent", .text)
            }
        }
        return migrator
    }

    static let figures = [
        "stopNanoseconds", "handlerNanoseconds", "stackCheckNanoseconds", "totalNanoseconds",
        "cpus", "threads",
    ]
}

extension SwitchTimings {
    /// In the order of `HistorySchema.figures`.
    var columns: [(any DatabaseValueConvertible)?] {
        [
            stopNanoseconds, handlerNanoseconds, stackCheckNanoseconds, totalNanoseconds, cpus,
            threads,
        ]
    }
}

extension HostPlan {
    /// From the column `plan`; nil for a plan of a newer program, and for a record
    /// made before plans were kept.
    init?(stored text: String?) {
        guard let text,
            let plan = try? CanonicalJSON.decode(HostPlan.self, from: text.utf8)
        else { return nil }
        self = plan
    }

    func stored() throws -> String {
        String(decoding: try CanonicalJSON.compact(self), as: UTF8.self)
    }
}

extension SchedulerState {
    var columns: [(any DatabaseValueConvertible)?] {
        switch self {
        case .stock: [nil, nil, nil]
        case .variant(let name, let version, let content): [name.rawValue, version, content?.hex]
        }
    }

    /// - Parameter prefix: of the columns' names.
    init(_ row: Row, _ prefix: String) throws {
        try self.init(
            name: row[prefix + "Name"], version: row[prefix + "Version"],
            content: row[prefix + "Content"])
    }

    private init(name: String?, version: String?, content: String?) throws {
        guard let name else {
            self = .stock
            return
        }
        guard let variant = VariantName(name) else {
            throw DatabaseError(message: "not a variant name: \(name)")
        }
        self = .variant(
            variant, version: version ?? "", content: content.map { Digest(hex: $0) })
    }
}

extension HistoryRecord {
    init(_ row: Row) throws {
        let outcome: String? = row["outcome"]
        self.init(
            id: row["id"], verb: HistoryVerb(rawValue: row["verb"]),
            before: try SchedulerState(row, "before"), after: try SchedulerState(row, "after"),
            kernel: KernelRelease(row["kernel"] as String), bootID: row["bootID"],
            started: row["started"], ended: row["ended"],
            // An outcome that only a newer program knows counts as failed.
            outcome: outcome.map { HistoryOutcome(rawValue: $0) ?? .failed },
            message: row["message"],
            timings: SwitchTimings(
                stopNanoseconds: row["stopNanoseconds"],
                handlerNanoseconds: row["handlerNanoseconds"],
                stackCheckNanoseconds: row["stackCheckNanoseconds"],
                totalNanoseconds: row["totalNanoseconds"], cpus: row["cpus"],
                threads: row["threads"]),
            plan: HostPlan(stored: row["plan"]))
    }
}
