// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Host

/// Inputs are what a stock 6.1.0-56-cloud-amd64 guest showed with the modules of
/// Tests/Fixtures/livepatch and a few kprobes.
@Suite struct KernelPatchesTests {
    func livepatch(_ host: FakeHost, enabled: String = "1", transition: String = "0") throws {
        let directory = "/sys/kernel/livepatch/sched_test_overlap"
        for (file, text) in [
            "enabled": enabled, "transition": transition, "vmlinux/patched": "1",
            "vmlinux/sched_show_task,1/dummy": "",
        ] { try host.put(.init("\(directory)/\(file)"), text + "\n") }
        // `force` may only be written.
        try host.put(.init("\(directory)/force"), "")
    }

    @Test func `reads an enabled livepatch`() throws {
        let host = try FakeHost()
        try livepatch(host)
        #expect(
            LivePatch.list(host.root) == [
                LivePatch(
                    name: "sched_test_overlap", system: .livepatch, isEnabled: true,
                    isInTransition: false,
                    functions: [.init(name: "sched_show_task", sympos: 1)])
            ])
    }

    @Test(arguments: [
        ("1", "0", true), ("1", "1", true), ("0", "1", true), ("0", "0", false),
    ])
    func `is active until its transition ends`(
        _ enabled: String, _ transition: String, _ isActive: Bool
    )
        throws
    {
        let host = try FakeHost()
        try livepatch(host, enabled: enabled, transition: transition)
        #expect(LivePatch.list(host.root).map(\.isActive) == [isActive])
    }

    @Test(arguments: [
        ("its core", "/sys/kernel/kpatch/kpatch_fix/functions/sched_show_task"),
        ("its early core", "/sys/kernel/kpatch/patches/kpatch_fix/functions/sched_show_task"),
        ("per object", "/sys/kernel/kpatch/kpatch_fix/vmlinux/sched_show_task"),
    ])
    func `kpatch is read`(_ name: String, _ directory: String) throws {
        let host = try FakeHost()
        try host.put(.init(directory + "/old_addr"), "0x0\n")
        let patch = try #require(LivePatch.list(host.root).first { $0.name == "kpatch_fix" })
        #expect(patch.system == .kpatch)
        #expect(patch.isActive)
        #expect(patch.functions == [.init(name: "sched_show_task", sympos: 0)])
    }

    @Test func `no patch system means no patch`() throws {
        let host = try FakeHost()
        #expect(LivePatch.list(host.root).isEmpty)
    }

    @Test func `functions of modules are of no interest`() throws {
        let host = try FakeHost()
        try host.put("/sys/kernel/livepatch/fix/ext4/ext4_sync_file,1/x", "")
        #expect(LivePatch.list(host.root).map(\.functions) == [[]])
    }

    @Test func `ftrace owners are those with flag i`() {
        let text = """
            sched_show_task (1)   I  \ttramp: 0xffffffffc05a5000 (klp_ftrace_handler+0x0/0x110) ->klp_ftrace_handler+0x0/0x110
            wake_up_new_task (1) R    \ttramp: 0xffffffffc059c000 (kprobe_ftrace_handler+0x0/0x1b0) ->kprobe_ftrace_handler+0x0/0x1b0
            version_proc_show (2) R I  \ttramp: ERROR!
            schedule_timeout (1)  \ttramp: 0xffffffffc0500000 (Ifunction_trace_call+0x0/0x10) ->Ifunction_trace_call+0x0/0x10

            """
        #expect(
            FtraceOwner.parse(text) == [
                FtraceOwner(function: "sched_show_task", handler: "klp_ftrace_handler"),
                FtraceOwner(function: "version_proc_show", handler: "an unnamed handler"),
            ])
    }

    @Test func `reads kprobes`() {
        let text = """
            ffffffffa28d4d00  r  wake_up_new_task+0x0    [FTRACE]
            ffffffffa3217045  k  do_nanosleep+0x5    [OPTIMIZED]
            0000000000000000  k  helper+0x1c  some_module [DISABLED]

            """
        #expect(
            Kprobe.parse(text) == [
                Kprobe(
                    symbol: "wake_up_new_task", offset: 0, address: 0xffff_ffff_a28d_4d00,
                    usesFtrace: true, isOptimized: false),
                Kprobe(
                    symbol: "do_nanosleep", offset: 5, address: 0xffff_ffff_a321_7045,
                    usesFtrace: false, isOptimized: true),
                Kprobe(
                    symbol: "helper", offset: 0x1c, address: nil, usesFtrace: false,
                    isOptimized: false),
            ])
    }
}
