// SPDX-License-Identifier: Apache-2.0
import Host
import HostSupport
import Support
import Testing
@testable import Commands

@Suite struct HostChangeTests {
    @Test func `what is planned is what is run`() async throws {
        let stage = try Stage()
        let change = HostChange(.switch(stage.throughput), on: stage.host)
        let plan = try await change.plan()
        #expect(stage.kernel.log.isEmpty)
        let outcome = try await change.run()
        #expect(outcome.before == plan.before && outcome.after == plan.after)
        #expect(
            try HostReports(host: stage.host).history(limit: 1).records.first?.plan == plan)
    }

    @Test func `a cancelled task stops at the next safe point`() async throws {
        let stage = try Stage()
        stage.kernel.with { $0.refused["throughput 1.0.0"] = .resourceBusy }
        let change = HostChange(.switch(stage.throughput), on: stage.host)
        let (pauses, pause) = AsyncStream.makeStream(of: Void.self)
        let isCancelled = StopRequest()
        stage.kernel.with {
            $0.onPause = {
                pause.yield()
                while !isCancelled.isMade { Waiting.pause(.milliseconds(1)) }
            }
        }
        let task = Task { try await change.run() }
        for await _ in pauses { break }
        task.cancel()
        isCancelled.make()
        let error = await #expect(throws: HostError.self) { try await task.value }
        #expect(error?.exitStatus == .interrupted)
    }
}
