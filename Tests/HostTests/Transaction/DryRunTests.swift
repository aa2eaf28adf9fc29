// SPDX-License-Identifier: Apache-2.0
import HostSupport
import RPM
import Support
import SystemPackage
import Testing
@testable import Host

/// A plan creates nothing and writes nothing: no lock, no history, no directory.
@Suite struct DryRunTests {
    @Test func `on a host where nothing was ever done`() async throws {
        let stage = try await HostRunTests.bareStage()
        let before = try stage.tree()
        _ = try stage.host.plan(.install(stage.latency))
        #expect(throws: HostError.self) { try stage.host.plan(.switch(stage.latency)) }
        #expect(throws: HostError.self) { try stage.host.plan(.rollback) }
        #expect(throws: HostError.self) { try stage.host.plan(.remove(stage.latency)) }
        #expect(try stage.tree() == before)
        #expect(stage.kernel.log.isEmpty && stage.packages.log.isEmpty)
    }

    @Test func `on a host with variants and a history`() async throws {
        let stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency))
        try stage.host.run(.install(stage.throughput))
        let before = try stage.tree()
        #expect(try stage.host.plan(.install(stage.latency, version: "1.0.0")).steps.count > 3)
        #expect(try stage.host.plan(.switch(stage.latency)).steps.count > 2)
        #expect(
            try stage.host.plan(.rollback).after == .variant(stage.latency, version: "1.1.0"))
        #expect(try stage.host.plan(.remove(stage.throughput)).after == .stock)
        #expect(try stage.tree() == before)
    }

    @Test func `where the history cannot be written`() async throws {
        let stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency))
        let directory = stage.host.history.removingLastComponent()
        try await Command("chmod", ["-R", "a-w", directory.string]).runChecked()
        #expect(try stage.host.plan(.rollback).after == .stock)
    }

    /// librpm makes a database when it may.
    @Test func `a missing database of packages is not created`() throws {
        let place = try Files.makeTemporaryDirectory("packages")
        defer { try? Files.remove(place) }
        let packages = HostPackages(root: place, databasePath: "/db")
        #expect(try packages.installed(named: "scheduler-throughput").isEmpty)
        #expect(try packages.installedVariants().isEmpty)
        #expect(try Files.list(place).isEmpty)
    }

    @Test func `the plan is made under the lock`() throws {
        let stage = try Stage()
        let lock = try stage.host.lock()
        #expect(throws: HostError.self) { try stage.host.run(.switch(stage.latency)) }
        #expect(!stage.fake.exists("/var/lib/sched"), "whoever waits writes nothing")
        _ = try stage.host.plan(.switch(stage.latency))
        try stage.host.execute(stage.host.plan(.switch(stage.latency)), holding: lock)
    }
}
