// SPDX-License-Identifier: Apache-2.0
import MicroVM
import SystemIO
import SystemPackage
import Testing

/// Boots the stock kernel under TCG: slow, so only on request.
@Suite(.enabled(if: GuestFixture.isEnabled), .serialized)
struct GuestTests {
    @Test("output, error output and status come back unchanged and apart")
    func result() async throws {
        let report = try await GuestFixture.run(
            .init(
                task: GuestTask(
                    setup: ["rpm --version", "test -e /sys/kernel/debug/sched/features"],
                    work: .command("echo out; echo err >&2; printf 'a\\r\\n\\0b'; exit 7"))))
        #expect(report.exitStatus == 7)
        #expect(report.end == .poweredOff)
        #expect(report.text == "out\na\r\n\0b")
        #expect(report.errorText.hasPrefix("RPM version 4"))
        #expect(report.errorText.hasSuffix("err\n"))
        #expect(report.problems == [])
        #expect(report.explanation == "the command ended with exit status 7")
    }
}
