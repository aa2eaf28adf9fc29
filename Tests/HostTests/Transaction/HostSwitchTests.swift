// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Host
@testable import Packaging
@testable import Support

@Suite struct HostSwitchTests {
    func loadedStage() throws -> Stage {
        let stage = try Stage()
        try stage.host.load(stage.latency, holding: stage.host.lock())
        stage.kernel.with { $0.log = [] }
        return stage
    }

    @Test func `unloads one and loads the other`() throws {
        let stage = try loadedStage()
        let reports = try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        #expect(reports.map(\.variant) == [stage.latency, stage.throughput])
        #expect(reports.map(\.direction) == [.unload, .load])
        #expect(
            stage.kernel.log == [
                "sched_rt_runtime_us = 950000", "WAKEUP_PREEMPTION", "enabled = 0",
                "remove scheduler_latency_tuned", "insert throughput 1.0.0",
            ])
        #expect(stage.fake.root.directories(in: "/run/sched/loaded") == ["throughput-1.0.0"])
    }

    @Test func `from the stock scheduler it only loads`() throws {
        let stage = try Stage()
        let reports = try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        #expect(reports.map(\.direction) == [.load])
    }

    @Test func `to the same version is nothing to do`() throws {
        let stage = try loadedStage()
        #expect(try stage.host.plan(.switch(stage.latency)).steps.isEmpty)
    }

    @Test func `a new one that fails brings the old one back`() throws {
        let stage = try loadedStage()
        stage.kernel.with { $0.refused["throughput 1.0.0"] = .invalidArgument }
        let error = #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        }
        guard case .restored(HostError.insertFailed, let now)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(now == "latency-tuned 1.0.0 runs")
        #expect(error?.exitStatus == .refused)
        #expect(
            stage.kernel.log.suffix(3) == [
                "insert latency-tuned 1.0.0", "NO_WAKEUP_PREEMPTION",
                "sched_rt_runtime_us = 900000",
            ])
        #expect(try stage.features().hasSuffix(" NO_WAKEUP_PREEMPTION"))
        #expect(stage.fake.exists(stage.saved))
        // And from there it can be unloaded to what was before all of it.
        try stage.host.unload(holding: stage.host.lock())
        #expect(try stage.features() == stage.stock)
        #expect(try stage.runtime() == "950000")
    }

    @Test func `a switch from an upgraded package can be undone`() throws {
        let stage = try loadedStage()
        try stage.fake.install(FakeHost.record("latency-tuned", "1.1.0"), marker: 3)
        stage.kernel.with { $0.refused["latency-tuned 1.1.0"] = .execFormatError }
        #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.latency, holding: stage.host.lock())
        }
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.0.0")
        stage.kernel.with { $0.refused = [:] }
        try stage.host.switch(to: stage.latency, holding: stage.host.lock())
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.1.0")
    }

    @Test func `a switch that could not be undone does not start`() throws {
        let stage = try loadedStage()
        try stage.fake.remove("/run/sched/loaded")
        try stage.fake.install(FakeHost.record("latency-tuned", "1.1.0"), marker: 3)
        let error = #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        }
        guard case .notRestorable(stage.latency, version: "1.0.0")? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(stage.kernel.log.isEmpty)
    }

    @Test func `both failing says what runs`() throws {
        let stage = try loadedStage()
        stage.kernel.with {
            $0.refused["throughput 1.0.0"] = .invalidArgument
            $0.refused["latency-tuned 1.0.0"] = .noMemory
        }
        let error = #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        }
        guard case .halfDone(HostError.insertFailed, HostError.insertFailed, _)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(error?.leftBehind == "the kernel's own scheduler runs")
        #expect(error?.exitStatus == .failed)
        #expect(try stage.features() == stage.stock)
    }

    @Test func `the new one is checked before the old one is touched`() throws {
        let stage = try loadedStage()
        try stage.fake.put("/sys/kernel/livepatch/fix/vmlinux/sched_show_task,1/x", "")
        #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        }
        #expect(stage.kernel.log.isEmpty)
    }
}
