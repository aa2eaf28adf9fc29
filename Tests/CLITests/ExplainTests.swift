// SPDX-License-Identifier: Apache-2.0
import Support
import Testing
@testable import CLI

@Suite struct ExplainTests {
    @Test func `brackets of a message may be copied with the code`() throws {
        #expect(try Explanation(of: "[yaml-tab]").title == "A tab where only spaces may stand.")
    }

    @Test func `links become plain text`() throws {
        let instead = try Explanation(of: "sidecar-init").instead
        #expect(instead == "Do the work in `sched_variant_load()`.")
    }

    @Test(arguments: [
        ("struct-hole-use", ["struct-hole-used"]), ("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", []),
    ])
    func `an unknown code gives the nearest`(_ name: String, _ near: [String]) throws {
        let error = try #require(throws: UnknownCode.self) { try Explanation(of: name) }
        #expect(error.near.prefix(1) == near.prefix(1))
        #expect(error.hint?.contains(near.first ?? "lists all codes") == true)
        #expect(error.exitStatus == .usage)
    }
}
