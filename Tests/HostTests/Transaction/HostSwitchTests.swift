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

    @Test func unloadsOneAndLoadsTheOther() throws {
        let stage = try loadedStage()
        let reports = try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        #expect(reports.map(\.variant) == [stage.latency, stage.throughput])
        #expect(reports.map(\.direction) == [.unload, .load])
        #expect(
            stage.kernel.log == [
                "sched_rt_runtime_us = 950000", "WAKEUP_PREEMPTION", "enabled = 0",
                "remove scheduler_latency_tuned", "insert throughput 1.0.0",
            ])
        #expect(stage.fake.root.folders("/run/sched/loaded") == ["throughput-1.0.0"])
    }

    @Test func fromTheStockSchedulerItOnlyLoads() throws {
        let stage = try Stage()
        let reports = try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        #expect(reports.map(\.direction) == [.load])
    }

    @Test func toTheSameVersionIsNothingToDo() throws {
        let stage = try loadedStage()
        #expect(try stage.host.plan(.switch(stage.latency)).steps.isEmpty)
    }

    @Test func aNewOneThatFailsBringsTheOldOneBack() throws {
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

    @Test func anUpgradedPackageDoesNotCloseTheWayBack() throws {
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

    @Test func withoutAWayBackItDoesNotStart() throws {
        let stage = try loadedStage()
        try stage.fake.remove("/run/sched/loaded")
        try stage.fake.install(FakeHost.record("latency-tuned", "1.1.0"), marker: 3)
        let error = #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        }
        guard case .noWayBack(stage.latency, version: "1.0.0")? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(stage.kernel.log.isEmpty)
    }

    @Test func bothFailingSaysWhatRuns() throws {
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

    @Test func theNewOneIsCheckedBeforeTheOldOneIsTouched() throws {
        let stage = try loadedStage()
        try stage.fake.put("/sys/kernel/livepatch/fix/vmlinux/sched_show_task,1/x", "")
        #expect(throws: HostError.self) {
            try stage.host.switch(to: stage.throughput, holding: stage.host.lock())
        }
        #expect(stage.kernel.log.isEmpty)
    }
}
