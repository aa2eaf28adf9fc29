// SPDX-License-Identifier: Apache-2.0
import GRDB
import Glibc
import HostSupport
import Support
import SystemPackage
import Testing
@testable import Host

/// Nothing but the kernel may keep a host from its own scheduler.
@Suite struct ReturnToStockTests {
    enum Damage: CaseIterable { case garbage, cut, held, unwritable, newer, full }

    /// Only root can make a file system that is full.
    static let damages = Damage.allCases.filter { $0 != .full || Surroundings.isRoot }

    /// A file system of its own with not a byte left in it.
    private final class FullDisk {
        let path: FilePath

        init(with file: FilePath) throws {
            path = try Files.makeTemporaryDirectory("full")
            let source = path.string
            guard mount(source, path.string, "tmpfs", 0, "size=256k") == 0 else {
                throw Errno(rawValue: errno)
            }
            try Files.write(try Files.read(file), to: path.appending("history.db"))
            let filler = try FileDescriptor.open(
                path.appending("filler"), .writeOnly, options: .create, permissions: .ownerReadWrite
            )
            try filler.closeAfter {
                let page = [UInt8](repeating: 1, count: 4096)
                while (try? filler.writeAll(page)) != nil {}
            }
        }

        deinit {
            umount2(path.string, Int32(MNT_DETACH))
            try? Files.remove(path)
        }
    }

    /// latency-tuned is installed and loaded, and then the history is no use.
    private static func stage(_ damage: Damage) async throws -> (Stage, AnyObject?) {
        var stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency))
        let history = stage.host.history
        switch damage {
        case .garbage: try Files.write("no database, but long enough for one\n".utf8, to: history)
        case .cut: try Files.write(try Files.read(history).prefix(5000), to: history)
        case .held:
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let queue = try DatabaseQueue(path: history.string, configuration: configuration)
            try queue.inDatabase { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            return (stage, queue)
        case .full:
            let disk = try FullDisk(with: history)
            stage.host.history = disk.path.appending("history.db")
            return (stage, disk)
        case .unwritable: stage.host.history = "/proc/version/history.db"
        case .newer:
            let queue = try DatabaseQueue(path: history.string)
            try await queue.write { database in
                try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')")
            }
        }
        return (stage, nil)
    }

    @Test(arguments: damages)
    func `a history that is no use does not keep from stock`(_ damage: Damage) async throws {
        let (stage, holder) = try await Self.stage(damage)
        let outcome = try stage.host.run(.stock)
        #expect(outcome.after == .stock && outcome.id == nil && outcome.isChange)
        #expect(try stage.host.loaded() == nil)
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
        _ = holder
    }

    @Test(arguments: damages)
    func `nor from a rollback, which then goes to stock`(_ damage: Damage) async throws {
        let (stage, holder) = try await Self.stage(damage)
        let plan = try stage.host.plan(.rollback)
        #expect(plan.after == .stock)
        // One that is not there is no fault, and one on a full disk can be read.
        #expect(plan.warnings.count == ([.unwritable, .full].contains(damage) ? 0 : 1))
        #expect(try stage.host.run(.rollback).after == .stock)
        _ = holder
    }

    @Test(arguments: damages)
    func `nor from removing the package`(_ damage: Damage) async throws {
        let (stage, holder) = try await Self.stage(damage)
        #expect(try stage.host.run(.remove(stage.latency)).after == .stock)
        #expect(stage.packages.titles.isEmpty)
        _ = holder
    }

    /// Of what is to be removed, or of another one.
    @Test(arguments: ["latency-tuned", "throughput"])
    func `nor does a damaged record`(_ damaged: String) async throws {
        for goal: (Stage) -> HostGoal in [
            { _ in .stock }, { _ in .rollback }, { .remove($0.latency) },
        ] {
            let stage = try await HostRunTests.bareStage()
            try stage.host.run(.install(stage.throughput))
            try stage.host.run(.install(stage.latency))
            try stage.fake.put(
                FilePath("/usr/lib/sched/6.1.0-56-cloud-amd64/\(damaged)/variant.json"), "{")
            let outcome = try stage.host.run(goal(stage))
            #expect(outcome.after != .variant(stage.latency, version: "1.1.0"))
        }
    }

    @Test func `a new variant is not loaded without a record`() async throws {
        let (stage, _) = try await Self.stage(.garbage)
        #expect(throws: HistoryError.self) { try stage.host.run(.install(stage.throughput)) }
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.1.0")
    }

    @Test func `what cannot be recorded is told`() async throws {
        var (stage, _) = try await Self.stage(.garbage)
        let (notes, note) = AsyncStream.makeStream(of: String.self)
        stage.host.progress = Progress { event in
            if case .note(let text) = event { note.yield(text) }
        }
        try stage.host.run(.stock)
        note.finish()
        let first = await notes.first { _ in true }
        #expect(first?.hasPrefix("this is not recorded: the history ") == true)
    }

    @Test func `lock and history are for root alone`() async throws {
        let stage = try await HostRunTests.bareStage()
        // As an older program left it.
        try stage.fake.put("/run/sched/lock", "1\n")
        try stage.host.run(.install(stage.latency))
        for file: FilePath in [HostLock.file, Host.defaultHistory] {
            #expect(try Files.permissions(stage.fake.root.path(file)) == 0o600, "\(file)")
        }
        #expect(try Files.permissions(stage.fake.root.path("/var/lib/sched")) == 0o700)
    }
}

/// The kernel's own scheduler as a goal, and what is no change.
@Suite struct StockTests {
    @Test func `switching to stock keeps the package`() async throws {
        let stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency, version: "1.0.0"))
        let outcome = try stage.host.run(.stock)
        #expect(outcome.before == .variant(stage.latency, version: "1.0.0"))
        #expect(outcome.after == .stock && outcome.purpose == "switch to stock")
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.0.0"])
        #expect(try stage.features() == stage.stock)
        #expect(try stage.host.loaded() == nil)
        #expect(
            try stage.host.run(.rollback).after == .variant(stage.latency, version: "1.0.0"))
    }

    @Test func `what changes nothing is not recorded`() async throws {
        let stage = try await HostRunTests.bareStage()
        let nothing = try stage.host.run(.stock)
        #expect(!nothing.isChange && nothing.id == nil && nothing.after == .stock)
        try stage.host.run(.install(stage.latency))
        #expect(try !stage.host.run(.install(stage.latency)).isChange)
        #expect(try !stage.host.run(.switch(stage.latency)).isChange)
        #expect(try HistoryStore(stage.host.history, access: .readOnly).list().count == 1)
    }

    @Test func `the history names what was removed`() async throws {
        let stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency, version: "1.0.0", loading: false))
        try stage.host.run(.remove(stage.latency))
        let records = try HistoryStore(stage.host.history, access: .readOnly).list()
        #expect(
            records.map { $0.plan?.purpose } == [
                "remove latency-tuned 1.0.0", "install latency-tuned 1.0.0",
            ])
    }

    @Test func `a module whose scheduler is not loaded is taken out`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.latency))
        try stage.fake.put("/sys/kernel/sched_variant/state", "unloaded\n")
        #expect(try stage.host.run(.stock).after == .stock)
        #expect(stage.kernel.log.last == "remove scheduler_latency_tuned")
    }

    @Test func `the last rollback says why there is no other`() async throws {
        let stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency))
        try stage.host.run(.rollback)
        let error = #expect(throws: HostError.self) { try stage.host.run(.rollback) }
        #expect(
            error?.description
                == "nothing to roll back: the kernel's own scheduler runs, with which this machine started"
        )
    }
}
