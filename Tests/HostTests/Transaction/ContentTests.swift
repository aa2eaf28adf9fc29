// SPDX-License-Identifier: Apache-2.0
import Contract
import HostSupport
import RPM
import Support
import SystemPackage
import Testing
@testable import Host

/// Two builds of one version.
@Suite struct ContentTests {
    private static let first = FakeHost.record("throughput", content: "first")
    private static let second = FakeHost.record(
        "throughput", parameters: .init(schedFeatures: ["NO_START_DEBIT"]), content: "second")

    /// The first is installed and loaded, a repository has the second.
    private static func stage() async throws -> Stage {
        var stage = try Stage(variants: [1: first, 2: second])
        try stage.fake.remove("/usr")
        stage.host.repositories = [try await stage.publish([1: first])]
        try stage.host.run(.install(stage.throughput))
        try await stage.publish([2: second])
        stage.kernel.with { $0.log = [] }
        return stage
    }

    private static func state(_ record: VariantRecord) -> SchedulerState {
        .variant(record.name, version: record.version, content: record.content)
    }

    @Test func `of one version the other content is a change`() async throws {
        let stage = try await Self.stage()
        let outcome = try stage.host.run(.install(stage.throughput))
        #expect(outcome.before == Self.state(Self.first))
        #expect(outcome.after == Self.state(Self.second))
        #expect(stage.kernel.lastMarker == 2)
        #expect(try stage.features().contains("NO_START_DEBIT"))
        #expect(try InstalledVariants(stage.host.root).all().map(\.record) == [Self.second])
        #expect(stage.packages.titles.count == 1)
        #expect(try stage.host.plan(.install(stage.throughput)).steps.isEmpty)
    }

    @Test func `rollback goes back to the content that ran before`() async throws {
        var stage = try await Self.stage()
        try stage.host.run(.install(stage.throughput))
        stage.host.repositories = []
        let outcome = try stage.host.run(.rollback)
        #expect(outcome.after == Self.state(Self.first))
        #expect(stage.kernel.lastMarker == 1)
        #expect(try stage.features() == stage.stock)
        #expect(try stage.host.run(.rollback).after == .stock)
    }

    /// The new one is in the kernel before its parameter fails.
    @Test func `what fails brings the content back that ran`() async throws {
        let stage = try await Self.stage()
        stage.kernel.with { $0.refusedTokens = ["NO_START_DEBIT"] }
        let error = #expect(throws: HostError.self) {
            try stage.host.run(.install(stage.throughput))
        }
        guard case .restored(HostError.settingFailed, _)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(stage.kernel.lastMarker == 1)
        #expect(try stage.host.scheduler() == Self.state(Self.first))
        #expect(try InstalledVariants(stage.host.root).all().map(\.record) == [Self.first])
    }

    /// As dnf does it.
    @Test func `a switch loads what another program has installed meanwhile`() async throws {
        let stage = try await Self.stage()
        try stage.fake.install(Self.second, marker: 2)
        let outcome = try stage.host.run(.switch(stage.throughput))
        #expect(outcome.after == Self.state(Self.second) && stage.kernel.lastMarker == 2)
        #expect(
            try stage.host.root.directories(in: "/run/sched/loaded")
                == ["throughput-1.0.0-\(#require(Self.second.content).short)"])
    }

    @Test func `the history tells both apart`() async throws {
        let stage = try await Self.stage()
        try stage.host.run(.install(stage.throughput))
        let store = try HistoryStore(stage.host.history, access: .readOnly)
        let record = try #require(try store.list(limit: 1).first)
        #expect(record.before == Self.state(Self.first))
        let (from, to) = SchedulerState.describe(record.before, record.after)
        #expect(from == "throughput 1.0.0 (\(try #require(Self.first.content).short))")
        #expect(to == "throughput 1.0.0 (\(try #require(Self.second.content).short))")
        #expect(SchedulerState.describe(.stock, record.after) == ("stock", "throughput 1.0.0"))
        let bytes = try CanonicalJSON.compact(record)
        #expect(try CanonicalJSON.decode(HistoryRecord.self, from: bytes) == record)
    }
}
