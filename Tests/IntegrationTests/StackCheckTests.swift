// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Commands
@testable import Support

extension IntegrationTests {
    /// Which stacks a stop passes over, against all of them (`walk=verify`): the guest's
    /// kernel warns of one that should have been looked at, and that fails the session.
    @Suite struct StackCheck {
        private static let loads = """
            hackbench -g 3 -l 1000000
            stress-ng --fork 4 --clone 2 --switch 2 --timeout 900
            """

        private func sleepers(in directory: FilePath) async throws -> FilePath {
            let program = directory.appending("sleepers")
            let source = Lab.root.appending("tools").appending("sleepers.c")
            try await Command(
                "gcc", ["-O2", "-Wall", "-Werror", "-pthread", "-o", program.string, source.string]
            ).runChecked(timeout: 60)
            return program
        }

        @Test(
            .timeLimit(.minutes(20)), arguments: [("latency-tuned", 2), ("stock-6.12", 4)])
        func `no stop misses a task`(_ variant: String, cpus: Int) async throws {
            if variant == "stock-6.12" {
                try await Lab.publish(
                    Lab.fixtures.appending("kernels").appending("stock-6.12.yaml"))
            }
            let directory = try Files.makeTemporaryDirectory("sleepers")
            defer { try? Files.remove(directory) }
            let program = try await sleepers(in: directory)
            let script = try Files.readText(Lab.root.appending("tools").appending("walk-guest"))
            let session = try await Lab.guest(
                variant,
                script: """
                    export PROGRAM=\(program) STOPS=16 SLEEPERS=1000 LOADS='\(Self.loads)'
                    \(script)
                    """,
                installs: true,
                include: [program, Lab.tool("hackbench"), Lab.tool("stress-ng")], cpus: cpus,
                timeout: 1100)
            try session.requireSuccess()
            #expect(session.text.contains("walk: done"))
        }

        /// Tests/Fixtures/uncounted: without the counts every stack is looked at.
        @Test(.timeLimit(.minutes(10)))
        func `a variant that does not count context switches unloads`() async throws {
            try await Lab.publish(
                Lab.fixtures.appending("uncounted").appending("manifest.yaml"))
            let session = try await Lab.guest(
                "uncounted",
                script: """
                    set -e
                    cd /sys/kernel/sched_variant
                    echo verify > /sys/module/$(cat module)/parameters/walk
                    for i in 1 2 3; do echo 0 > enabled; echo 1 > enabled; done
                    echo 0 > enabled
                    dmesg | grep 'uncounted: .* does not count context switches'
                    """, installs: true)
            try session.requireSuccess()
        }
    }
}
