// SPDX-License-Identifier: Apache-2.0
import Synchronization
import SystemPackage
import HostSupport
import Testing
@testable import Host
@testable import Packaging
@testable import Support

@Suite struct HostUnloadTests {
    func loadedStage() throws -> Stage {
        let stage = try Stage()
        try stage.host.load(stage.latency, holding: stage.host.lock())
        stage.kernel.with { $0.log = [] }
        return stage
    }

    @Test func `restores unloads and removes`() throws {
        let stage = try loadedStage()
        let reports = try stage.host.unload(holding: stage.host.lock())
        #expect(
            stage.kernel.log == [
                "sched_rt_runtime_us = 950000", "WAKEUP_PREEMPTION", "enabled = 0",
                "remove scheduler_latency_tuned",
            ])
        #expect(reports.map(\.direction) == [.unload])
        #expect(try stage.features() == stage.stock)
        #expect(!stage.fake.exists(stage.saved))
        #expect(stage.fake.root.directories(in: "/run/sched/loaded").isEmpty)
    }

    @Test func `another process undoes the parameters`() throws {
        let stage = try loadedStage()
        try Host(root: stage.fake.root, calls: stage.kernel.calls)
            .unload(holding: stage.host.lock())
        #expect(try stage.features() == stage.stock)
        #expect(try stage.runtime() == "950000")
    }

    @Test func `a value changed by the user stays`() throws {
        let stage = try loadedStage()
        try stage.fake.put("/proc/sys/kernel/sched_rt_runtime_us", "123456\n")
        try stage.host.unload(holding: stage.host.lock())
        #expect(try stage.runtime() == "123456")
        #expect(try stage.features() == stage.stock)
    }

    @Test func `saved values of another boot are ignored`() throws {
        let stage = try loadedStage()
        try stage.fake.put("/proc/sys/kernel/random/boot_id", "another\n")
        try stage.host.unload(holding: stage.host.lock())
        #expect(stage.kernel.log == ["enabled = 0", "remove scheduler_latency_tuned"])
    }

    @Test func `busy for ever leaves it loaded with its parameters`() throws {
        let stage = try loadedStage()
        stage.kernel.with {
            $0.disableFailures = Array(repeating: .resourceBusy, count: 100)
        }
        let error = #expect(throws: HostError.self) {
            try stage.host.unload(holding: stage.host.lock())
        }
        guard case .restored(HostError.busy(.unload, _, _, _, let blocker), let now)? = error
        else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(blocker == "task sleeper:77 in do_nanosleep")
        #expect(now == "latency-tuned 1.0.0 runs")
        #expect(error?.exitStatus == .busy)
        #expect(try stage.features().hasSuffix(" NO_WAKEUP_PREEMPTION"))
        #expect(try stage.runtime() == "900000")
        #expect(stage.fake.exists(stage.saved))
    }

    @Test func `a module still in use is asked again`() throws {
        let stage = try loadedStage()
        stage.kernel.with { $0.removeFailures = [.wouldBlock, .wouldBlock] }
        try stage.host.unload(holding: stage.host.lock())
        #expect(try stage.host.loaded() == nil)
    }

    @Test func `a module that never goes is loaded again`() throws {
        let stage = try loadedStage()
        stage.kernel.with { $0.removeFailures = Array(repeating: .wouldBlock, count: 100) }
        let error = #expect(throws: HostError.self) {
            try stage.host.unload(holding: stage.host.lock())
        }
        guard case .restored(HostError.busy(.remove, _, _, _, _), _)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(try stage.host.loaded()?.state == .loaded)
        #expect(try stage.features().hasSuffix(" NO_WAKEUP_PREEMPTION"))
    }

    @Test func `an idle module is only removed`() throws {
        let stage = try loadedStage()
        try stage.fake.put(LoadedVariant.directory.appending("state"), "unloaded\n")
        #expect(try stage.host.unload(holding: stage.host.lock()).isEmpty)
        #expect(stage.kernel.log.last == "remove scheduler_latency_tuned")
        #expect(!stage.kernel.log.contains("enabled = 0"))
    }

    @Test func `nothing loaded is an error`() throws {
        let stage = try Stage()
        let error = #expect(throws: HostError.self) { try HostPlanner(stage.host).unloadSteps() }
        guard case .nothingLoaded? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
    }

    @Test func `only one process changes the host`() throws {
        let stage = try Stage()
        let first = try stage.host.lock()
        let error = #expect(throws: HostError.self) { _ = try stage.host.lock() }
        guard case .locked(_, holder: let holder?)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(Int(holder) != nil)
        try stage.host.load(stage.throughput, holding: first)
    }

    @Test func `the lock is given back`() throws {
        let stage = try Stage()
        do { _ = try stage.host.lock() }
        _ = try stage.host.lock()
    }
}
