// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Commands
@testable import Support

extension Lab {
    static let fixtures = root.appending("Tests").appending("Fixtures")

    /// Builds and publishes a fixture's variant. Its directory is copied, as the lock
    /// is written beside the manifest.
    static func publish(_ manifest: FilePath) async throws {
        let copy = try Files.makeTemporaryDirectory("fixture")
        defer { try? Files.remove(copy) }
        let directory = manifest.removingLastComponent()
        for name in try Files.list(directory) where !name.hasSuffix(".lock") {
            try Files.copy(directory.appending(name), to: copy.appending(name))
        }
        _ = try await AddVariant(context: context(), mode: .update)
            .run(copy.appending(manifest.lastComponent!))
    }
}

extension IntegrationTests {
    /// Sidecars in kernel/, kernel/cgroup/, fs/proc/ and mm/, several in a file.
    @Suite struct Sidecars {
        @Test(.timeLimit(.minutes(15)), arguments: ["6.1", "6.12"])
        func `are the kernel's code while loaded, and only then`(line: String) async throws {
            let directory = Lab.fixtures.appending("sidecars")
            try await Lab.publish(directory.appending("linux-\(line)").appending("manifest.yaml"))
            let session = try await Lab.guest(
                "sidecars-\(line)",
                script: try Files.readText(directory.appending("exercise.sh")), installs: true,
                include: [Lab.tool("hackbench")])
            try session.requireSuccess()
            #expect(session.text.contains("effects: seen while loaded, and only then"))
            #expect(session.text.contains("cycles: 20"))
        }

        /// Every worker of the kernel sleeps in worker_thread().
        @Test(.timeLimit(.minutes(10)))
        func `one in which tasks sleep is refused by name, and harms nothing`() async throws {
            try await Lab.publish(
                Lab.fixtures.appending("sidecars").appending("sleepers").appending("manifest.yaml"))
            let session = try await Lab.guest(
                "sidecars-sleepers",
                script: """
                    sched install sidecars-sleepers --repo /srv/repo
                    echo "status $?"
                    [ ! -e /sys/kernel/sched_variant ]
                    """)
            try session.requireSuccess()
            #expect(session.outcome.errorOutput.contains("is in worker_thread"))
            #expect(!session.text.contains("status 0"))
        }
    }

    /// Since 6.12 empty groups stay queued for a while (delayed dequeue), and a
    /// deadline server watches over fair tasks.
    @Suite struct Linux612 {
        @Test(
            .timeLimit(.minutes(10)),
            arguments: [
                ("groups", "hackbench", "GROUPED=1 LOAD='hackbench -g 2 -l 1000000'"),
                (
                    "classes", "stress-ng",
                    """
                    LOAD='stress-ng --fork 4 --switch 2 --pipe 2 --timeout 900' \
                    RIVALS='stress-ng --cpu 1 --sched fifo --sched-prio 5 --cpu-load 70 --timeout 900'
                    """
                ),
            ]
        )
        func `fifty cycles`(_ name: String, tool: String, load: String) async throws {
            try await Lab.publish(Lab.fixtures.appending("kernels").appending("stock-6.12.yaml"))
            let script = try Files.readText(Lab.root.appending("tools").appending("cycle-guest"))
            let session = try await Lab.guest(
                "stock-6.12", script: "export CYCLES=50 \(load)\n" + script, installs: true,
                include: [Lab.tool(tool)])
            try session.requireSuccess()
            #expect(session.text.contains("cycles: 50"))
            // Delayed groups that nobody took down would make each switch try again.
            let attempts = session.text.firstMatch(of: /attempts: (\d+)/).flatMap { Int($0.1) }
            if name == "groups" { #expect(try #require(attempts) < 150) }
        }
    }
}
