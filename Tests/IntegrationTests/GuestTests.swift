// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import MicroVM
@testable import Support

/// Boots the stock kernel without any variant: what a guest reports and how it ends.
@Suite(.enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"), .serialized)
struct GuestTests {
    @Test func `output, error output and status come back unchanged and apart`() async throws {
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

    @Test func `the guest is the stock kernel as it is: nothing tainted, cgroups there`()
        async throws
    {
        let report = try await GuestFixture.run(
            .init(
                task: GuestTask(
                    work: .command(
                        """
                        set -e
                        test $(nproc) = 2
                        cat /proc/sys/kernel/tainted
                        test -d /run/cgroup/cpuacct && test -f /run/cgroup/cpuacct/cpuacct.usage
                        test -f /sys/fs/cgroup/cgroup.controllers
                        grep -q ' _text$' /proc/kallsyms
                        """),
                    legacyControllers: ["cpuacct"])))
        #expect(report.isSuccess, "\(report.explanation ?? "") \(report.errorText)")
        #expect(report.text == "0\n")
    }

    @Test
    func `an included script finds what was included with it; a setup that fails ends the task`()
        async throws
    {
        let directory = try Files.makeTemporaryDirectory("sched-include")
        defer { try? Files.remove(directory) }
        try Files.write(Array("42\n".utf8), to: directory.appending("answer"))
        let script = "#!/usr/bin/env sh\ncat \(directory)/answer\n"
        let report = try await GuestFixture.run(
            .init(task: GuestTask(work: .script(script)), include: [directory]))
        #expect(report.isSuccess, "\(report.explanation ?? "")")
        #expect(report.text == "42\n")
        let failing = try await GuestFixture.run(
            .init(task: GuestTask(setup: ["true", "exit 3"], work: .command("echo no"))))
        #expect(failing.exitStatus == 3)
        #expect(failing.text.isEmpty)
        #expect(failing.explanation == "setup step 2 ended with exit status 3")
    }

    @Test func `a panic ends the machine and is told with its text`() async throws {
        let report = try await GuestFixture.run(
            .init(task: GuestTask(work: .command("echo before; echo c >/proc/sysrq-trigger"))))
        #expect(report.end == .died)
        #expect(report.exitStatus == nil)
        #expect(report.problems.map(\.kind) == [.panic])
        #expect(report.problems.first?.text.contains("sysrq triggered crash") == true)
        #expect(report.text == "before\n")
        // Says "disabled" without KASLR.
        #expect(report.problems.first?.text.contains("Kernel Offset: 0x") == true)
    }

    @Test func `the kernel's warning fails a command that ended with 0`() async throws {
        let text = "WARNING: CPU: 0 PID: 1 at kernel/sched/core.c:1 test"
        let report = try await GuestFixture.run(
            .init(task: GuestTask(work: .command("echo '<4>\(text)' >/dev/kmsg; sleep 1"))))
        #expect(report.exitStatus == 0)
        #expect(!report.isSuccess)
        #expect(report.explanation?.contains(text) == true)
    }

    @Test func `a guest that does not end is stopped in time, with what it had printed`()
        async throws
    {
        var setup = GuestFixture.Setup(task: GuestTask(work: .command("echo a; sleep 1000")))
        setup.timeoutSeconds = 30
        let report = try await GuestFixture.run(setup)
        #expect(report.end == .timedOut(seconds: 30))
        #expect(report.text == "a\n")
    }
}
