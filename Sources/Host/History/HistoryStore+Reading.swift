// SPDX-License-Identifier: Apache-2.0
internal import GRDB

extension HistoryStore {
    /// Newest first.
    package func list(limit: Int? = nil) throws -> [HistoryRecord] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM operation ORDER BY id DESC LIMIT ?",
                arguments: [limit ?? -1]
            ).map(HistoryRecord.init)
        }
    }

    /// Nil when there is no record of that number.
    package func record(_ id: Int64) throws -> HistoryRecord? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM operation WHERE id = ?", arguments: [id])
                .map(HistoryRecord.init)
        }
    }

    /// What rollback goes back to: the scheduler that ran before the present one
    /// in this boot, as an undo stack has it (`UndoStack` shows how).
    ///
    /// - Parameter current: what the kernel says is running.
    /// - Returns: nil when nothing else has run since the machine started.
    package func previousLoaded(
        bootID: String, current: SchedulerState
    ) throws -> SchedulerState? {
        try undoStack(bootID: bootID).target(from: current)
    }

    /// The schedulers that one can go back to in this boot.
    func undoStack(bootID: String) throws -> UndoStack {
        let records = try read { database in
            // Without the plans, which it does not need. A database that is only read
            // may lack the newest columns.
            let columns = try database.columns(in: "operation").map(\.name)
                .filter { $0 != "plan" }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT \(columns.joined(separator: ", ")) FROM operation WHERE bootID = ? \
                    ORDER BY id
                    """, arguments: [bootID]
            ).map(HistoryRecord.init)
        }
        return UndoStack(records)
    }

    /// Closes as `interrupted` every open record whose process or boot is gone.
    /// Records of processes that still run are left alone.
    ///
    /// - Parameter bootID: of the running kernel.
    /// - Returns: the records just closed, oldest first. What the kernel runs now
    ///   tells whether their change had happened.
    package func recover(bootID: String, at time: Double) throws -> [HistoryRecord] {
        try write { database in
            let open = try Row.fetchAll(
                database, sql: "SELECT * FROM operation WHERE outcome IS NULL ORDER BY id")
            var closed: [HistoryRecord] = []
            for row in open {
                var record = try HistoryRecord(row)
                let process = ProcessMark(id: row["processID"], start: row["processStart"])
                if record.bootID == bootID && process.isAlive { continue }
                record.outcome = .interrupted
                record.ended = time
                record.message =
                    record.bootID == bootID
                    ? "interrupted: the process ended before it was finished"
                    : "interrupted by a reboot or crash of the machine"
                try database.execute(
                    sql: "UPDATE operation SET outcome = ?, ended = ?, message = ? WHERE id = ?",
                    arguments: [
                        HistoryOutcome.interrupted.rawValue, time, record.message, record.id,
                    ])
                closed.append(record)
            }
            return closed
        }
    }
}
