// SPDX-License-Identifier: Apache-2.0
import Contract
import HostSupport
import RPM
import Support
import SystemPackage
import Testing
@testable import Host

@Suite struct HostRunTests {
    /// A host without installed variants, whose repository has the three of the
    /// stage's kernel.
    static func bareStage() async throws -> Stage {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        stage.host.repositories = [try await stage.publish(stage.kernel.variants)]
        return stage
    }

    @Test func `install puts the newest package in and loads it`() async throws {
        let stage = try await Self.bareStage()
        let outcome = try stage.host.run(.install(stage.latency))
        #expect(outcome.before == .stock)
        #expect(outcome.after == .variant(stage.latency, version: "1.1.0"))
        #expect(outcome.transitions.map(\.direction) == [.load])
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
        let record = try #require(try records(stage).first)
        #expect(record.outcome == .done && record.verb == .install)
        #expect(record.plan?.purpose == "install latency-tuned 1.1.0")
        #expect(record.plan?.steps.map(\.description).last?.hasPrefix("load ") == true)
    }

    @Test func `a plan survives the history`() async throws {
        let stage = try await Self.bareStage()
        try stage.host.run(.install(stage.latency, version: "1.0.0"))
        let plan = try stage.host.plan(.install(stage.latency))
        #expect(plan.steps.count == 7)
        #expect(HostPlan(stored: try plan.stored()) == plan)
    }

    @Test func `without loading, only the package is installed`() async throws {
        let stage = try await Self.bareStage()
        let outcome = try stage.host.run(.install(stage.throughput, loading: false))
        #expect(outcome.after == .stock && outcome.transitions.isEmpty)
        #expect(stage.packages.titles == ["scheduler-throughput 1.0.0"])
        #expect(stage.kernel.log.isEmpty)
    }

    @Test func `the newest version of all repositories is taken`() async throws {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        let variants = stage.kernel.variants
        stage.host.repositories = [
            try await stage.publish(variants.filter { $0.key == 1 }, as: "old"),
            try await stage.publish(variants.filter { $0.key == 3 }, as: "new"),
        ]
        let plan = try stage.host.plan(.install(stage.latency))
        #expect(plan.after == .variant(stage.latency, version: "1.1.0"))
    }

    @Test func `a file that is not the one listed is not installed`() async throws {
        let stage = try await Self.bareStage()
        let plan = try stage.host.plan(.install(stage.throughput))
        guard case .keep(let package)? = plan.steps.first?.action else {
            Issue.record("unexpected: \(plan.steps)")
            return
        }
        let file = FilePath(package.source)
        try Files.write(try Files.read(file) + [0], to: file)
        let error = #expect(throws: HostError.self) {
            try stage.host.run(.install(stage.throughput))
        }
        guard case .wrongPackage(file, .size)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(stage.packages.titles.isEmpty)
    }

    @Test func `a version that no repository has is told with those there are`() async throws {
        let stage = try await Self.bareStage()
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.latency, version: "9.9"))
        }
        #expect(error?.hint == "there are: latency-tuned 1.0.0, latency-tuned 1.1.0")
        #expect(error?.description.hasPrefix("no package of latency-tuned 9.9 in ") == true)
    }

    @Test func `a variant for other kernels only is refused with both releases`() async throws {
        let stage = try await Self.bareStage()
        try stage.fake.put("/proc/sys/kernel/osrelease", "6.1.0-99-cloud-amd64\n")
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.latency))
        }
        #expect(error?.exitStatus == .refused)
        #expect(error?.description.contains("6.1.0-56-cloud-amd64, but") == true)
    }

    @Test func `rollback goes back step by step`() async throws {
        let stage = try await Self.bareStage()
        try stage.host.run(.install(stage.throughput))
        try stage.host.run(.install(stage.latency))
        #expect(
            try stage.host.run(.rollback).after == .variant(stage.throughput, version: "1.0.0"))
        #expect(try stage.host.run(.rollback).after == .stock)
        let error = #expect(throws: HostError.self) { try stage.host.run(.rollback) }
        guard case .nothingToRollBack? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
    }

    @Test func `rollback puts a replaced package back from its copy`() async throws {
        var stage = try await Self.bareStage()
        try stage.host.run(.install(stage.latency, version: "1.0.0"))
        try stage.host.run(.install(stage.latency))
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
        stage.host.repositories = []
        let outcome = try stage.host.run(.rollback)
        #expect(outcome.after == .variant(stage.latency, version: "1.0.0"))
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.0.0"])
    }

    @Test func `remove unloads first, and rollback brings the package back`() async throws {
        var stage = try await Self.bareStage()
        try stage.host.run(.install(stage.latency))
        let outcome = try stage.host.run(.remove(stage.latency))
        #expect(outcome.after == .stock && outcome.transitions.map(\.direction) == [.unload])
        #expect(stage.packages.titles.isEmpty)
        #expect(
            !stage.fake.exists("/usr/lib/sched/6.1.0-56-cloud-amd64/latency-tuned/variant.json"))
        stage.host.repositories = []
        #expect(
            try stage.host.run(.rollback).after == .variant(stage.latency, version: "1.1.0"))
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
    }

    @Test func `a package that cannot be removed leaves its variant loaded`() async throws {
        let stage = try await Self.bareStage()
        try stage.host.run(.install(stage.latency))
        stage.packages.with { $0.failures = [.incomplete(log: ["a scriptlet failed"])] }
        let error = #expect(throws: HostError.self) { try stage.host.run(.remove(stage.latency)) }
        guard case .restored(RPMError.incomplete, let now)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(now == "latency-tuned 1.1.0 runs")
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
        #expect(try records(stage).first?.outcome == .failed)
    }

    @Test func `copies that nobody needs are removed`() async throws {
        let stage = try await Self.bareStage()
        try stage.host.run(.install(stage.latency, version: "1.0.0", loading: false))
        try stage.host.run(.install(stage.latency, loading: false))
        let copies = PackageStore(root: stage.host.root).contents().map(\.package.nevra.version)
        #expect(copies == ["1.1.0"], "1.0.0 never ran: no rollback goes there")
    }

    private func records(_ stage: Stage) throws -> [HistoryRecord] {
        try HistoryStore(stage.host.history, access: .readOnly).list()
    }
}
