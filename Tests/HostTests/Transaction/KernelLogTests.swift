// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Host
@testable import Support

@Suite struct KernelLogTests {
    @Test func `keeps the runtimes lines only`() {
        let text = """
            6,339,5140900,-;sched_variant: busy: task foo:12 in schedule_timeout
             SUBSYSTEM=cpu
            4,340,5140901,-;other: sched_variant: not ours
            6,341,5140902,-;sched_variant: a; b
            no record
            """
        #expect(
            KernelLog.parse(text) == ["busy: task foo:12 in schedule_timeout", "a; b"])
    }

    @Test func `keeps what the kernel says of a signature`() {
        let text = """
            5,339,5140900,-;Loading of module with unavailable key is rejected
            5,340,5140901,-;Loading of compiled-in X.509 certificates
            """
        #expect(
            KernelLog.parse(text) == ["Loading of module with unavailable key is rejected"])
    }

    @Test func `starts behind what was there`() throws {
        let host = try FakeHost()
        try host.put("/dev/kmsg", "6,1,0,-;sched_variant: old\n")
        let log = KernelLog(host.root)
        #expect(log.reasons().isEmpty)
        try host.put(
            "/dev/kmsg", "6,1,0,-;sched_variant: old\n6,2,0,-;sched_variant: new\n")
        #expect(log.reasons() == ["new"])
        #expect(log.reasons().isEmpty)
    }

    @Test func `without a log there is no reason`() throws {
        let host = try FakeHost()
        try host.remove("/dev")
        #expect(KernelLog(host.root).reasons().isEmpty)
    }
}
