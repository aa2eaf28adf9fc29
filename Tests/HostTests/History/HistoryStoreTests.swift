// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import SystemPackage
import Testing
@testable import Host
@testable import Packaging
@testable import Support

let kernel = KernelRelease("6.1.0-56-cloud-amd64")

@Suite struct HistoryStoreTests {
    private func withStore(_ body: (HistoryStore) throws -> Void) throws {
        let directory = try Files.makeTemporaryDirectory("history")
        defer { try? Files.remove(directory) }
        try body(try HistoryStore(directory.appending("lib/sched/history.db")))
    }

    @Test func `a record from begin to end`() throws {
        try withStore { store in
            let id = try store.begin(
                .switch, before: a, after: b, kernel: kernel, bootID: "boot", at: 100)
            let open = try #require(try store.record(id))
            #expect(open.outcome == nil && open.ended == nil && open.started == 100)
            #expect(open.before == a && open.after == b && open.kernel == kernel)
            let timings = SwitchTimings(
                stopNanoseconds: 1, handlerNanoseconds: 2, stackCheckNanoseconds: 3,
                totalNanoseconds: 4, cpus: 5, threads: 6)
            try store.finish(id, .done, message: "well", timings: timings, at: 101.5)
            let closed = try #require(try store.record(id))
            #expect(closed.outcome == .done && closed.ended == 101.5)
            #expect(closed.timings == timings && closed.message == "well")
            #expect(throws: HistoryError.notOpen(id)) { try store.finish(id, .failed, at: 102) }
            #expect(throws: HistoryError.notOpen(99)) { try store.finish(99, .done, at: 102) }
        }
    }

    @Test func `a database of an older program can be read and is brought up to date`() throws {
        let directory = try Files.makeTemporaryDirectory("history")
        defer { try? Files.remove(directory) }
        let path = directory.appending("history.db")
        let queue = try DatabaseQueue(path: path.string)
        try HistorySchema.migrator.migrate(queue, upTo: "2")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO operation (verb, afterName, afterVersion, kernel, bootID, \
                    processID, processStart, started, outcome) \
                    VALUES ('switch', 'a', '1', 'k', 'boot', 1, 1, 1, 'done')
                    """)
        }
        let old = try HistoryStore(path, access: .readOnly)
        #expect(try old.list().map(\.after) == [a])
        #expect(try old.previousLoaded(bootID: "boot", current: a) == .stock)
        let other = SchedulerState.variant(
            VariantName("a")!, version: "1", content: Digest(hex: "ab"))
        let store = try HistoryStore(path)
        let id = try store.begin(
            .install, before: a, after: other, kernel: kernel, bootID: "boot", at: 2)
        try store.finish(id, .done, at: 3)
        #expect(try store.list().map(\.after) == [other, a])
        #expect(try store.previousLoaded(bootID: "boot", current: other) == a)
    }

    @Test func `newest first and ids are not reused`() throws {
        try withStore { store in
            for time in 1...5 {
                let id = try store.begin(
                    .enable, before: .stock, after: .stock, kernel: kernel, bootID: "boot",
                    at: Double(time))
                try store.finish(id, .done, at: Double(time))
            }
            #expect(try store.list().map(\.id) == [5, 4, 3, 2, 1])
            #expect(try store.list(limit: 2).map(\.started) == [5, 4])
            #expect(try store.list(limit: 0).isEmpty)
        }
    }

    @Test func `rollback targets of a boot only`() throws {
        try withStore { store in
            func done(_ verb: HistoryVerb, _ from: SchedulerState, _ to: SchedulerState) throws {
                let id = try store.begin(
                    verb, before: from, after: to, kernel: kernel, bootID: "boot", at: 1)
                try store.finish(id, .done, at: 2)
            }
            try done(.install, .stock, a)
            try done(.switch, a, b)
            #expect(try store.previousLoaded(bootID: "boot", current: b) == a)
            try done(.rollback, b, a)
            #expect(try store.previousLoaded(bootID: "boot", current: a) == .stock)
            try done(.rollback, a, .stock)
            #expect(try store.previousLoaded(bootID: "boot", current: .stock) == nil)
            #expect(try store.previousLoaded(bootID: "next", current: .stock) == nil)
        }
    }

    @Test func `records of a running process are left alone`() throws {
        try withStore { store in
            _ = try store.begin(
                .load, before: .stock, after: a, kernel: kernel, bootID: "boot", at: 1)
            #expect(try store.recover(bootID: "boot", at: 2).isEmpty)
            let closed = try store.recover(bootID: "next boot", at: 3)
            #expect(closed.map(\.outcome) == [.interrupted])
            #expect(closed[0].message == "interrupted by a reboot or crash of the machine")
            #expect(try store.list() == closed)
            #expect(try store.recover(bootID: "next boot", at: 4).isEmpty)
        }
    }

    @Test func `a killed process leaves an open record`() async throws {
        let directory = try Files.makeTemporaryDirectory("history")
        defer { try? Files.remove(directory) }
        let path = directory.appending("history.db").string
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = try HistoryStore(FilePath(path))
            _ = try store.begin(
                .switch, before: .stock, after: .stock,
                kernel: KernelRelease("6.1.0"), bootID: "boot", at: 7)
            kill(getpid(), SIGKILL)
        }
        let store = try HistoryStore(FilePath(path))
        #expect(try store.list().map(\.outcome) == [nil])
        let closed = try store.recover(bootID: "boot", at: 8)
        #expect(closed.map(\.id) == [1] && closed[0].outcome == .interrupted)
        #expect(closed[0].message == "interrupted: the process ended before it was finished")
        #expect(closed[0].started == 7 && closed[0].ended == 8)
    }

    @Test func `two processes share one database`() throws {
        try withStore { store in
            let other = try HistoryStore(store.path)
            for round in 1...10 {
                let writer = round % 2 == 0 ? store : other
                _ = try writer.begin(
                    .load, before: .stock, after: a, kernel: kernel, bootID: "boot", at: 1)
            }
            #expect(try HistoryStore(store.path, access: .readOnly).list().count == 10)
        }
    }

    @Test func `what is no database is refused`() throws {
        let directory = try Files.makeTemporaryDirectory("history")
        defer { try? Files.remove(directory) }
        let path = directory.appending("history.db")
        try Files.write(String(repeating: "not a database ", count: 100).utf8, to: path)
        #expect(throws: HistoryError.database(path, reason: "file is not a database")) {
            try HistoryStore(path)
        }
    }

    @Test func `a newer programs database is not touched`() throws {
        try withStore { store in
            try store.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('900')")
            }
            #expect(throws: HistoryError.newerSchema(store.path)) { try HistoryStore(store.path) }
        }
    }

    @Test func `commits are synced`() throws {
        try withStore { store in
            // 3 is EXTRA.
            let level = try store.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
            #expect(level == 3)
        }
    }
}

@Suite struct HistoryDocumentTests {
    @Test func json() throws {
        let record = HistoryRecord(
            id: 1, verb: .install, before: .stock, after: a, kernel: kernel, bootID: "boot",
            started: 1.5, ended: 2, outcome: .done, timings: .init(stopNanoseconds: 9))
        let bytes = try CanonicalJSON.compact(HistoryDocument(records: [record]))
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"records":[{"after":{"name":"a","version":"1"},"before":null,"bootID":"boot",\
                "ended":2,"id":1,"kernel":"6.1.0-56-cloud-amd64","outcome":"done",\
                "started":1.5,"timings":{"stopNanoseconds":9},"verb":"install"}],"schema":1}
                """)
        let decoded = try CanonicalJSON.decode(HistoryDocument.self, from: bytes)
        #expect(decoded.records == [record])
    }
}
