// SPDX-License-Identifier: Apache-2.0
import SchedCLI
import SystemIO
import SystemPackage
import Testing

@Suite struct CommandReferenceTests {
    /// The reference in docs/ is what the parser says.
    @Test func `docs/commands.md is up to date`() throws {
        let file = FilePath(#filePath).removingLastComponent().removingLastComponent()
            .removingLastComponent().appending("docs").appending("commands.md")
        let wanted = CommandReference.markdown()
        if Surroundings.variable("SCHED_UPDATE_GOLDEN") != nil {
            try #require(Surroundings.variable("CI") == nil, "CI rewrites nothing")
            try Files.replace(file, with: wanted.utf8)
        }
        #expect(try Files.readText(file) == wanted, "write it anew with SCHED_UPDATE_GOLDEN=1")
    }
}
