// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import MicroVM

@Suite struct KernelLogTests {
    struct Sample: CustomTestStringConvertible, Sendable {
        var name: String
        var console: String
        var kind: KernelProblem.Kind
        /// The report's first and last lines hold these.
        var first: String
        var last: String
        var testDescription: String { name }
    }

    static let samples: [Sample] = [
        Sample(
            name: "WARN", console: ConsoleSamples.warning, kind: .warning,
            first: "cut here", last: "end trace"),
        Sample(
            name: "BUG", console: ConsoleSamples.bug, kind: .bug,
            first: "cut here", last: "end trace"),
        Sample(
            name: "null pointer", console: ConsoleSamples.nullPointer, kind: .unableToHandle,
            first: "BUG: kernel NULL pointer dereference", last: "end trace"),
        Sample(
            name: "wild pointer", console: ConsoleSamples.protectionFault, kind: .protectionFault,
            first: "general protection fault", last: "end trace"),
        Sample(
            name: "sleep in atomic", console: ConsoleSamples.atomic, kind: .atomic,
            first: "BUG: scheduling while atomic", last: "</TASK>"),
        Sample(
            name: "soft lockup", console: ConsoleSamples.softLockup, kind: .softLockup,
            first: "stuck for 26s", last: "</TASK>"),
        Sample(
            name: "RCU stall", console: ConsoleSamples.rcuStall, kind: .rcuStall,
            first: "self-detected stall", last: "</TASK>"),
        Sample(
            name: "hung task", console: ConsoleSamples.hungTask, kind: .hungTask,
            first: "INFO: task sleeper:102 blocked", last: "</TASK>"),
        Sample(
            name: "list corruption", console: ConsoleSamples.listCorruption, kind: .corruption,
            first: "list_add corruption", last: "end trace"),
        Sample(
            name: "panic", console: ConsoleSamples.panic, kind: .panic,
            first: "Kernel panic - not syncing: sysrq triggered crash", last: "Kernel Offset"),
    ]

    @Test(arguments: samples)
    func `a real report is found once, whole, by its kind`(sample: Sample) throws {
        let problems = KernelLog.problems(in: sample.console)
        try #require(problems.count == 1, "\(problems)")
        let lines = problems[0].text.split(separator: "\n")
        #expect(problems[0].kind == sample.kind)
        #expect(lines.first?.contains(sample.first) == true)
        #expect(lines.last?.contains(sample.last) == true)
        #expect(sample.console.split(separator: "\n")[problems[0].line - 1] == lines[0])
    }

    @Test(arguments: samples)
    func `lines that end in CR LF make no difference`(sample: Sample) {
        let serial = sample.console.split(separator: "\n").joined(separator: "\r\n")
        #expect(KernelLog.problems(in: serial) == KernelLog.problems(in: sample.console))
    }

    @Test(
        "kinds by the words of the kernel's own format strings",
        arguments: [
            ("watchdog: Watchdog detected hard LOCKUP on cpu 1", KernelProblem.Kind.hardLockup),
            ("NMI watchdog: Watchdog detected hard LOCKUP on cpu 0", .hardLockup),
            ("BUG: KASAN: use-after-free in update_curr+0x1/0x2", .sanitizer),
            ("UBSAN: array-index-out-of-bounds in kernel/sched/fair.c:1:2", .sanitizer),
            ("BUG: unable to handle page fault for address: ffffffffc0000000", .unableToHandle),
            ("BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 40s!", .bug),
            ("BUG: sleeping function called from invalid context at a.c:1", .bug),
            ("WARNING: possible circular locking dependency detected", .warning),
            ("rcu: rcu_preempt kthread starved for 5250 jiffies! g1 f0x0", .rcuStall),
            ("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", .rcuStall),
            ("list_del corruption. prev->next should be ffff, but was 0", .corruption),
            ("divide error: 0000 [#1] PREEMPT SMP NOPTI", .oops),
            ("traps: PANIC: double fault, error_code: 0x0", .oops),
        ])
    func kinds(message: String, kind: KernelProblem.Kind) {
        #expect(KernelLog.problems(in: "[    1.000000] \(message)\n").map(\.kind) == [kind])
        #expect(KernelLog.problems(in: "[    1.000000][  T12] \(message)\n").map(\.kind) == [kind])
        #expect(KernelLog.problems(in: "\(message)\n").isEmpty, "only the kernel's own lines count")
    }

    @Test(
        "a breakpoint that memory does not hold is the emulator's fault",
        arguments: [
            (
                "int3: 0000 [#1] PREEMPT SMP NOPTI",
                "c1 e8 03 83 e0 03 89 44 24 18 0f <1f> 44 00 00", true
            ),
            ("Oops: int3: 0000 [#1] PREEMPT SMP", "89 44 24 18 66 <90> 41 89 dd", true),
            (
                "int3: 0000 [#1] PREEMPT SMP NOPTI",
                "c1 e8 03 83 e0 03 89 44 24 18 cc <1f> 44 00 00", false
            ),
            ("invalid opcode: 0000 [#1] PREEMPT SMP", "89 44 24 18 0f <0b> 44 00 00", false),
            ("int3: 0000 [#1] PREEMPT SMP", "Unable to access opcode bytes at 0xb.", false),
        ])
    func staleBreakpoints(oops: String, code: String, isStale: Bool) throws {
        let console = """
            [    7.168675] \(oops)
            [    7.174893] RIP: 0010:__alloc_pages+0xe2/0x310
            [    7.175534] Code: \(code)
            [    7.177756] ---[ end trace 0000000000000000 ]---

            """
        let problem = try #require(KernelLog.problems(in: console).first)
        #expect(problem.isStaleBreakpoint == isStale)
    }

    @Test func `a run without problems has none`() {
        #expect(ConsoleSamples.clean.contains("Run /init as init process"))
        #expect(KernelLog.problems(in: ConsoleSamples.clean).isEmpty)
    }

    @Test(arguments: [
        "traps: a.out[99] general protection fault ip:401136 sp:7ffd error:0 in a.out",
        "a.out[101]: segfault at 0 ip 0000000000401136 sp 00007ffd error 4 in a.out",
        "Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on",
        "RAS: Correctable Errors collector initialized.",
        "CPU: 0 PID: 100 Comm: work Tainted: G        W  OE      6.1.0-56-cloud-amd64",
        "sched: RT throttling activated", "rcu: Hierarchical RCU implementation.",
        "sample: loading out-of-tree module taints kernel.",
        "systemd[1]: WARNING: nothing of the kernel's",
    ])
    func `what is no problem`(message: String) {
        #expect(KernelLog.problems(in: "[    1.000000] \(message)\n").isEmpty)
    }

    @Test func `reports one after the other are kept apart, and a panic stands for itself`() {
        let console =
            ConsoleSamples.warning + "\n" + ConsoleSamples.hungTask + "\n"
            + "[   11.190000] Kernel panic - not syncing: hung_task: blocked tasks\n"
        let kinds = KernelLog.problems(in: console).map(\.kind)
        #expect(kinds == [.warning, .hungTask, .panic])
    }

    @Test func `a report without an end is cut, and no second is made of its middle`() {
        let lines = (0..<200).map { "[    2.000000]  frame_\($0)+0x1/0x2" }
        let console = (["[    2.000000] BUG: scheduling while atomic: a/1/2"] + lines)
        let problems = KernelLog.problems(in: console.joined(separator: "\n"))
        #expect(problems.count == 1)
        #expect(problems.first?.text.split(separator: "\n").count == KernelLog.longestReport)
    }

    @Test func `the mark alone, without a name, is a warning`() {
        let console = """
            [    2.000000] ------------[ cut here ]------------
            [    2.000001] something happened
            [    2.000002] ---[ end trace 0000000000000000 ]---
            """
        #expect(KernelLog.problems(in: console).map(\.kind) == [.warning])
    }
}
