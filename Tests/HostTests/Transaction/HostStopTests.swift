// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Support
import Testing
@testable import Host

/// What a request to stop does at each place where it may come.
@Suite struct HostStopTests {
    /// latency-tuned is loaded.
    private func loadedStage() throws -> Stage {
        let stage = try Stage()
        try stage.host.run(.switch(stage.latency))
        return stage
    }

    private func stop(_ stage: Stage, after change: String) {
        stage.kernel.with { [stop = stage.host.stop] in
            $0.onChange = { if $0 == change { stop.make() } }
        }
    }

    private func outcome(_ stage: Stage) throws -> HistoryOutcome? {
        try HistoryStore(stage.host.history, access: .readOnly).list(limit: 1).first?.outcome
    }

    @Test func `before the first step nothing is changed`() throws {
        let stage = try loadedStage()
        stage.kernel.with { $0.log = [] }
        stage.host.stop.make()
        let error = #expect(throws: HostError.self) {
            try stage.host.run(.switch(stage.throughput))
        }
        #expect(
            error?.description.hasSuffix("\n  nothing was changed: latency-tuned 1.0.0 runs")
                == true)
        #expect(error?.exitStatus == .interrupted)
        #expect(stage.kernel.log.isEmpty)
        #expect(try outcome(stage) == .interrupted)
    }

    @Test func `between two steps everything is put back`() throws {
        let stage = try loadedStage()
        stop(stage, after: "enabled = 0")
        let error = #expect(throws: HostError.self) {
            try stage.host.run(.switch(stage.throughput))
        }
        guard case .interrupted(HostError.restored(HostError.stopped, _), _)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(
            error?.description.hasSuffix("everything was put back: latency-tuned 1.0.0 runs")
                == true)
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.0.0")
        #expect(try stage.runtime() == "900000")
    }

    @Test func `a busy kernel is not asked again`() throws {
        let stage = try Stage()
        stage.kernel.with { [stop = stage.host.stop] in
            $0.refused["throughput 1.0.0"] = .resourceBusy
            $0.onPause = { stop.make() }
        }
        let error = #expect(throws: HostError.self) {
            try stage.host.run(.switch(stage.throughput))
        }
        guard case .interrupted(HostError.busy(.load, _, _, tries: 2, _), let now)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(now == "the kernel's own scheduler runs")
        #expect(error?.exitStatus == .interrupted)
    }

    @Test func `the undoing is not stopped`() throws {
        let stage = try loadedStage()
        stage.kernel.with { [stop = stage.host.stop] in
            $0.refused["throughput 1.0.0"] = .resourceBusy
            $0.insertFailures = [.resourceBusy, .resourceBusy, .resourceBusy, .resourceBusy]
            $0.onPause = { stop.make() }
        }
        #expect(throws: HostError.self) { try stage.host.run(.switch(stage.throughput)) }
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.0.0")
    }

    @Test func `after the last step everything is done and says so`() throws {
        let stage = try Stage()
        stop(stage, after: "insert throughput 1.0.0")
        let outcome = try stage.host.run(.switch(stage.throughput))
        #expect(outcome.wasInterrupted)
        #expect(outcome.after == .variant(stage.throughput, version: "1.0.0"))
        #expect(try self.outcome(stage) == .done)
    }
}
