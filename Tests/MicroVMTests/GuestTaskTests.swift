// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import MicroVM
@testable import Support

@Suite struct GuestTaskTests {
    @Test(
        "the first process is valid shell",
        arguments: [
            GuestTask(), GuestTask(setup: ["a", "b"], work: .command("c")),
            GuestTask(work: .script("#!/bin/sh\n"), legacyControllers: ["cpuacct"]),
        ])
    func valid(task: GuestTask) async throws {
        let directory = try Files.makeTemporaryDirectory("sched-init")
        defer { try? Files.remove(directory) }
        let file = directory.appending("init")
        try Files.write(task.initScript.utf8, to: file)
        let result = try await Command("sh", ["-n", file.string]).run(timeout: 20)
        #expect(result.isSuccess, "\(result.errorText)")
    }

    @Test func `the user's text reaches the guest as it stands`() throws {
        var plan = InitramfsPlan()
        let line = "echo 'it''s' \"$HOME\" `date` \\"
        try GuestTask(setup: ["first", line], work: .command(line)).add(to: &plan)
        #expect(plan["/sched/setup-2"]?.content == .text(line + "\n"))
        #expect(plan["/sched/work"]?.content == .text("#!/bin/sh\n" + line + "\n"))
        #expect(plan["/sched/work"]?.permissions == 0o755)
        #expect(plan["/init"]?.permissions == 0o755)
    }

    @Test func `setup steps come in order, then the work`() {
        let script = GuestTask(setup: ["a", "b"], work: .command("c")).initScript
        #expect(script.hasSuffix("\nsetup 1\nsetup 2\nwork\n"))
        #expect(GuestTask(setup: ["a"]).initScript.hasSuffix("\nsetup 1\nfinish 0\n"))
    }

    @Test(
        arguments: [
            ("", GuestProgress.Step.booting, nil),
            ("ready 2.75\n", .ready, nil),
            ("ready 2.75\nsetup 1\nsetup 2\n", .setup(2), nil),
            ("ready 2.75\nsetup 1\nwork\nexit 7 9.10\n", .work, 7),
            ("ready 2.75\nwork\nexit 13", .work, nil),
            ("ready 2.75\nnoise\nwork\nexit x 1\n", .work, nil),
        ] as [(String, GuestProgress.Step, Int32?)])
    func progress(control: String, step: GuestProgress.Step, status: Int32?) {
        let progress = GuestProgress(control: Array(control.utf8))
        #expect(progress.step == step)
        #expect(progress.exitStatus == status)
        #expect(progress.uptimeAtReady == (control.isEmpty ? nil : 2.75))
    }
}
