// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Support

extension IntegrationTests {
    /// Fifty loads and unloads beside a load that forks, switches and pipes.
    @Suite struct Stress {
        @Test(
            .timeLimit(.minutes(20)),
            arguments: [
                ("hackbench", "hackbench -g 4 -l 1000000"),
                ("stress-ng", "stress-ng --fork 8 --switch 4 --pipe 4 --timeout 900"),
            ]
        )
        func cycles(tool: String, load: String) async throws {
            let script = try Files.readText(Lab.root.appending("tools").appending("cycle-guest"))
            let session = try await Lab.guest(
                script: "export LOAD='\(load)' CYCLES=50\n" + script, installs: true,
                include: [Lab.tool(tool)], timeout: 1100)
            try session.requireSuccess()
            #expect(session.text.contains("cycles: 50"))
        }
    }
}
