// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Host
@testable import Packaging
@testable import Support

@Suite struct RunningKernelTests {
    @Test func `reads what the kernel says`() throws {
        let host = try FakeHost()
        let kernel = try RunningKernel.read(host.root)
        #expect(kernel.release == FakeHost.release)
        #expect(kernel.buildID.hex == FakeHost.buildID)
        #expect(kernel.textAddress == 0xffff_ffff_a280_0000)
        #expect(kernel.lockdown == .none)
        #expect(!kernel.enforcesSignatures)
        #expect(kernel.bootID == "9d6f375c-7c25-4a6c-861c-3383316f412d")
        #expect(kernel.kaslrOffset(from: FakeHost.textBase) == FakeHost.kaslrOffset)
    }

    @Test func `without securityfs there is no lockdown`() throws {
        let host = try FakeHost()
        try host.remove("/sys/kernel/security")
        #expect(try RunningKernel.read(host.root).lockdown == .none)
    }

    @Test(arguments: [
        ("[none] integrity confidentiality", RunningKernel.Lockdown.none),
        ("none [integrity] confidentiality", .integrity),
        ("none integrity [confidentiality]", .confidentiality),
        ("", .none),
    ])
    func `lockdown is the one in brackets`(_ text: String, _ mode: RunningKernel.Lockdown) {
        #expect(RunningKernel.lockdown(text) == mode)
    }

    @Test(arguments: [
        ("quiet sched_variant=off", true), ("sched_variant=off", true),
        ("quiet sched_variant=on", false), ("xsched_variant=off", false), ("", false),
    ])
    func `is switched off by the whole word only`(_ line: String, _ isOff: Bool) throws {
        let host = try FakeHost()
        try host.put("/proc/cmdline", line + "\n")
        #expect(try RunningKernel.read(host.root).isSwitchedOff == isOff)
    }

    @Test func `hidden addresses are none`() throws {
        let host = try FakeHost()
        try host.put("/proc/sys/kernel/kptr_restrict", "2\n")
        try host.put("/proc/kallsyms", "0000000000000000 T _stext\n0000000000000000 T _text\n")
        let kernel = try RunningKernel.read(host.root)
        #expect(kernel.textAddress == nil)
        #expect(kernel.kaslrOffset(from: FakeHost.textBase) == nil)
    }

    @Test func `a kernel without build ID is an error`() throws {
        let host = try FakeHost()
        try host.put("/sys/kernel/notes", "")
        #expect(throws: HostError.self) { try RunningKernel.read(host.root) }
    }

    @Test func `the text symbol is found across pieces`() throws {
        let host = try FakeHost()
        let filler = String(repeating: "0000000000000000 A filler_text\n", count: 2000)
        try host.put("/proc/kallsyms", filler + "ffffffff9a000000 T _text")
        #expect(try RunningKernel.read(host.root).textAddress == 0xffff_ffff_9a00_0000)
    }
}
