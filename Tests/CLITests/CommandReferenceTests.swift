// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import CLI
@testable import Support

@Suite struct CommandReferenceTests {
    /// The reference in docs/ is what the parser says.
    @Test func `docs/commands.md is up to date`() throws {
        let file = Checkout.root.appending("docs").appending("commands.md")
        let wanted = CommandReference.markdown()
        if Surroundings.variable("SCHED_UPDATE_GOLDEN") != nil {
            try #require(Surroundings.variable("CI") == nil, "CI rewrites nothing")
            try Files.replace(file, with: wanted.utf8)
        }
        #expect(try Files.readText(file) == wanted, "write it anew with SCHED_UPDATE_GOLDEN=1")
    }
}
