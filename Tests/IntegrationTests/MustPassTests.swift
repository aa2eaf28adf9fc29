// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Commands
@testable import Support

/// A directory of Tests/Fixtures/must-pass: a variant that is built, and in
/// expected.txt what it is warned of.
struct MustPass: Sendable, CustomTestStringConvertible {
    var testDescription: String

    static let root = MustFail.checkout.appending("Tests/Fixtures/must-pass")
    static let all = ((try? Files.list(root)) ?? []).sorted().map {
        MustPass(testDescription: $0)
    }

    var directory: FilePath { Self.root.appending(testDescription) }
    var expected: FilePath { directory.appending("expected.txt") }
}

@Suite(.serialized) struct MustPassTests {
    @Test(.enabled(if: MustFail.isWanted), .timeLimit(.minutes(10)), arguments: MustPass.all)
    func `a variant that is only warned of is built`(_ example: MustPass) async throws {
        let room = try MustFail.makeRoom()
        defer { try? Files.remove(room) }
        let outcome = try await MustFail.add(example.directory, in: room)
        #expect(outcome.packages.count == 1)
        let warnings = outcome.warnings
            .map { "\($0)".replacing(room.string + "/variant/", with: "") + "\n" }.joined()
        #expect(
            try GoldenFile.difference(warnings, from: example.expected) == nil,
            "it says:\n\(warnings)")
    }

    @Test func `holes and internal members have their cases`() throws {
        let expected = try MustPass.all.map { try Files.readText($0.expected) }
        #expect(expected.count { $0.contains("[struct-hole-used]") } >= 2)
        #expect(expected.count { $0.contains("[struct-member-reused]") } >= 3)
        #expect(!expected.contains { $0.contains(" error: ") })
    }
}
