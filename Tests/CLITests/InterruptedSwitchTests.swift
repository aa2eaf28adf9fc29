// SPDX-License-Identifier: Apache-2.0
import Glibc
import HostSupport
import Support
import Testing
@testable import CLI
@testable import Host

/// A real signal to a real process that switches a kernel that is not real.
@Suite struct InterruptedSwitchTests {
    private static func run(_ stage: Stage, _ arguments: String...) async {
        await HostOptions.$machine.withValue(stage.host) {
            await SchedCommand.run(arguments)
        }
        exit(0)
    }

    /// Sends SIGINT to this process and gives it time to be seen.
    private static func interrupt() {
        kill(getpid(), SIGINT)
        usleep(300_000)
    }

    @Test func `while the kernel is busy`() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(ExitStatus.interrupted.rawValue),
            observing: [\.standardErrorContent]
        ) {
            let stage = try Stage()
            stage.kernel.with {
                $0.refused["throughput 1.0.0"] = .resourceBusy
                $0.onPause = {
                    stage.kernel.with { $0.onPause = nil }
                    Self.interrupt()
                }
            }
            await Self.run(stage, "switch", "throughput")
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("error: interrupted (SIGINT)\n  cannot load scheduler_throughput"))
        #expect(text.contains("nothing was changed: the kernel's own scheduler runs"))
        #expect(text.contains("interrupted: scheduler_throughput is not tried again"))
    }

    @Test func `between unloading one and loading the other`() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(ExitStatus.interrupted.rawValue),
            observing: [\.standardErrorContent]
        ) {
            let stage = try Stage()
            try stage.host.run(.switch(stage.latency))
            stage.kernel.with {
                $0.onChange = { if $0 == "enabled = 0" { Self.interrupt() } }
            }
            await Self.run(stage, "switch", "throughput")
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("everything was put back: latency-tuned 1.0.0 runs"))
    }

    @Test func `in the last step`() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(ExitStatus.interrupted.rawValue),
            observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            let stage = try Stage()
            stage.kernel.with {
                $0.onChange = { if $0 == "insert throughput 1.0.0" { Self.interrupt() } }
            }
            await Self.run(stage, "switch", "throughput")
        }
        let found = try #require(result)
        let text = String(decoding: found.standardErrorContent, as: UTF8.self)
        #expect(text.contains("all was done, throughput 1.0.0 runs"))
        let output = String(decoding: found.standardOutputContent, as: UTF8.self)
        #expect(output.contains("switch to throughput 1.0.0: stock -> throughput 1.0.0"))
    }

    @Test func `a second signal ends the process at once`() async throws {
        let result = await #expect(
            processExitsWith: .exitCode(128 + SIGTERM),
            observing: [\.standardErrorContent]
        ) {
            let stage = try Stage()
            stage.kernel.with {
                $0.refused["throughput 1.0.0"] = .resourceBusy
                $0.onPause = {
                    Self.interrupt()
                    kill(getpid(), SIGTERM)
                    sleep(10)
                }
            }
            await Self.run(stage, "switch", "throughput")
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(!text.contains("error:"), "nothing is undone and nothing told any more")
    }

    @Test(arguments: [SIGHUP, SIGTERM])
    func `other signals, with a document`(_ signal: Int32) async throws {
        let result = await #expect(
            processExitsWith: .exitCode(ExitStatus.interrupted.rawValue),
            observing: [\.standardOutputContent, \.standardErrorContent]
        ) { [signal] in
            let stage = try Stage()
            try stage.host.run(.switch(stage.latency))
            stage.kernel.with {
                $0.refused["throughput 1.0.0"] = .resourceBusy
                $0.onPause = {
                    stage.kernel.with { $0.onPause = nil }
                    kill(getpid(), signal)
                    usleep(300_000)
                }
            }
            await Self.run(stage, "switch", "throughput", "--json")
        }
        let found = try #require(result)
        let name = signal == SIGHUP ? "(SIGHUP)" : "(SIGTERM)"
        let output = String(decoding: found.standardOutputContent, as: UTF8.self)
        #expect(output.contains("\"exitStatus\" : 130") && output.contains(name))
        #expect(output.contains("everything was put back: latency-tuned 1.0.0 runs"))
        #expect(String(decoding: found.standardErrorContent, as: UTF8.self).contains(name))
    }
}
