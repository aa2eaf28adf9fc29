// SPDX-License-Identifier: Apache-2.0
internal import GRDB
import Packaging
import Support
import SystemPackage

/// What was done on this host, in a SQLite database.
///
/// A record is on disk before the thing that it announces begins; whoever comes
/// after a crash finds it open. What is loaded is never read from here: that is
/// the kernel's truth.
package final class HistoryStore: Sendable {
    /// The SQLite database.
    package let path: FilePath
    let queue: DatabaseQueue

    /// What the database is opened for.
    package enum Access: Sendable {
        /// Creates the database, and the directory, when missing.
        case readWrite
        /// Needs no privileges; the database must exist.
        case readOnly
    }

    /// How long a command that may lead to stock waits for who holds the database.
    static let shortPatience = Duration.seconds(1)

    /// Only its owner may open the database: whoever can read it can hold its lock.
    ///
    /// - Parameter patience: how long to wait for another process.
    /// - Throws: `HistoryError`, or `SystemError` for directory and file.
    package init(
        _ path: FilePath, access: Access = .readWrite, patience: Duration = .seconds(10)
    ) throws {
        self.path = path
        if access == .readWrite {
            try Files.createDirectory(path.removingLastComponent(), permissions: 0o700)
            try Files.makePrivate(path)
        }
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        configuration.busyMode = .timeout(Double(patience.components.seconds))
        configuration.prepareDatabase { database in
            // With a rollback journal FULL may lose the newest commit when power
            // fails just then; EXTRA is FULL that also syncs the directory
            // (sqlite.org/pragma.html#pragma_synchronous).
            try database.execute(sql: "PRAGMA synchronous = EXTRA")
        }
        do {
            queue = try DatabaseQueue(path: path.string, configuration: configuration)
            let migrator = HistorySchema.migrator
            if try queue.read({ try migrator.hasBeenSuperseded($0) }) {
                throw HistoryError.newerSchema(path)
            }
            if access == .readWrite { try migrator.migrate(queue) }
        } catch let error as DatabaseError {
            throw HistoryError.database(path, reason: Self.reason(error))
        }
    }

    /// Opens a record; it is on disk when this returns.
    package func begin(
        _ plan: HostPlan, kernel: KernelRelease, bootID: String, at time: Double
    ) throws -> Int64 {
        let process = ProcessMark.own
        var values: [(any DatabaseValueConvertible)?] = [plan.verb.rawValue]
        values += plan.before.columns + plan.after.columns
        values += [kernel.rawValue, bootID, process.id, process.start, time]
        values.append(try plan.stored())
        return try write { [values] database in
            try database.execute(
                sql: """
                    INSERT INTO operation (verb, beforeName, beforeVersion, beforeContent, \
                    afterName, afterVersion, afterContent, kernel, bootID, processID, \
                    processStart, started, plan) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """, arguments: StatementArguments(values))
            return database.lastInsertedRowID
        }
    }

    /// Closes an open record.
    ///
    /// - Throws: `HistoryError.notOpen` when it is not open.
    package func finish(
        _ id: Int64, _ outcome: HistoryOutcome, message: String? = nil,
        timings: SwitchTimings = SwitchTimings(), at time: Double
    ) throws {
        let assignments = HistorySchema.figures.map { "\($0) = ?" }.joined(separator: ", ")
        var values: [(any DatabaseValueConvertible)?] = [outcome.rawValue, message, time]
        values += timings.columns + [id]
        try write { [values] database in
            try database.execute(
                sql: "UPDATE operation SET outcome = ?, message = ?, ended = ?, \(assignments) "
                    + "WHERE id = ? AND outcome IS NULL",
                arguments: StatementArguments(values))
            if database.changesCount == 0 { throw HistoryError.notOpen(id) }
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try queue.read(body) } catch let error as DatabaseError {
            throw HistoryError.database(path, reason: Self.reason(error))
        }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do { return try queue.write(body) } catch let error as DatabaseError {
            throw HistoryError.database(path, reason: Self.reason(error))
        }
    }

    private static func reason(_ error: DatabaseError) -> String {
        error.message ?? "SQLite result \(error.resultCode.rawValue)"
    }
}
