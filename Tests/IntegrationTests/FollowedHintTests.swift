// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Support

/// The hints of Tests/Fixtures/must-fail, followed to the letter: the next run succeeds,
/// or says something else that is true.
@Suite struct FollowedHintTests {
    static let all = (MustFail.all.map(\.directory) + MustPass.all.map(\.directory))
        .map(FollowedCase.init).filter { Files.exists($0.followed) }

    /// Codes that only objects show; the others are told without the compiler.
    private static let needCompiler = Set(
        [
            DiagnosticGroup.compatibility, .registrations, .locking, .linking,
        ].flatMap(\.codes) + [
            .compileError, .editInlinedFunction, .editInlineOutside, .editWithoutEffect,
        ])

    /// As many at once as there are processors.
    @Test(.enabled(if: MustFail.isWanted), .timeLimit(.minutes(20)))
    func `a hint that is followed leads on`() async throws {
        #expect(Self.all.count >= 80)
        _ = try await BoundedTasks.map(Self.all, limit: Surroundings.processorCount) {
            try await Self.follow($0)
        }
    }

    private static func follow(_ followed: FollowedCase) async throws {
        let told = try followed.messages()
        let room = try Files.makeTemporaryDirectory("followed")
        defer { try? Files.remove(room) }
        try followed.lay(in: room)
        var arguments = [
            "lint", "--quiet", "--data", MustFail.checkout.string,
            room.appending("manifest.yaml").string,
        ]
        let needsCompiler = told.contains { message in
            DiagnosticCode(rawValue: message.code).map(needCompiler.contains) ?? false
        }
        if needsCompiler { arguments.append("--compile") }
        let result = try await Command(try Lab.program().string, arguments).run(timeout: 500)
        let said = result.errorText.replacing(room.string + "/", with: "")
        let errors = MustFail.errors(said)
        #expect(result.isSuccess == errors.isEmpty, "\(followed) says:\n\(said)")
        for message in told where message.hint != nil {
            #expect(
                !FollowedCase.messages(said).contains { $0.text == message.text },
                "\(followed) says the same again: \(message.text)")
        }
        if Files.exists(followed.expected) || !errors.isEmpty {
            #expect(
                try GoldenFile.difference(said, from: followed.expected) == nil,
                "\(followed) says:\n\(said)")
        }
    }
}
