// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Support

extension IntegrationTests {
    /// Random series of patches: what `sched lint --compile` says of them against what an
    /// oracle finds in assembly that it has gcc write. tools/random-patches makes as many
    /// as one likes.
    @Suite struct RandomPatchTests {
        @Test(.timeLimit(.minutes(10)))
        func `random patches are judged as an oracle judges them`() async throws {
            _ = try await Lab.kernel.value
            let result = try await Command(
                "python3",
                [
                    "-B", Lab.root.appending("tools/random-patches").string, "--program",
                    try Lab.program().string, "--seed", "332", "--count", "10", "--work",
                    Surroundings.cache.appending("random-patches").string,
                ], environment: ["SCHED_DATA": Lab.root.string]
            ).run(timeout: 580)
            let said = "\(result.text)\(result.errorText)"
            try #require(result.isSuccess, "\(said)")
            let figures = Dictionary(
                result.text.matches(of: #/(?m)^(accepted|refused|wrong) +(\d+)$/#)
                    .map { (String($0.1), Int($0.2) ?? 0) }, uniquingKeysWith: { $1 })
            // Verdicts of one kind alone would agree with a program that knows no other.
            #expect(figures["wrong"] == 0)
            #expect((figures["accepted"] ?? 0) >= 2 && (figures["refused"] ?? 0) >= 2, "\(said)")
        }
    }
}
