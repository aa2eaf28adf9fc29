// SPDX-License-Identifier: Apache-2.0
import Contract
import Host
import HostSupport
import Support
import SystemPackage
import Testing
@testable import Commands

@Suite struct HostReportsTests {
    @Test func `status of the kernel's own scheduler`() throws {
        let stage = try Stage()
        let status = try HostReports(host: stage.host).status()
        #expect(status.kernel == FakeHost.release && status.scheduler == "stock")
        #expect(status.version == nil && status.module == nil && status.stopNanoseconds == nil)
    }

    @Test func `status of a loaded variant tells its last stop`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.throughput))
        let status = try HostReports(host: stage.host).status()
        #expect(status.scheduler == "throughput" && status.version == "1.0.0")
        #expect(status.module == "scheduler_throughput")
        #expect(status.stopNanoseconds == 4_000_000 && status.cpus == 4)
        #expect(status.lookNanoseconds == 1_500_000)
    }

    @Test func `a runtime that does not look before the stop is told without it`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.throughput))
        try Files.remove(stage.host.root.path("/sys/kernel/sched_variant/look_ns"))
        let status = try HostReports(host: stage.host).status()
        #expect(status.stopNanoseconds == 4_000_000 && status.lookNanoseconds == nil)
    }

    @Test func `a module whose scheduler does not run is told with stock`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.throughput))
        try stage.fake.put("/sys/kernel/sched_variant/state", "unloaded\n")
        let status = try HostReports(host: stage.host).status()
        #expect(status.scheduler == "stock" && status.module == "scheduler_throughput")
    }

    @Test func `list joins what is installed with what repositories have`() async throws {
        var stage = try Stage()
        stage.host.repositories = [try await stage.publish(stage.kernel.variants)]
        try stage.host.run(.switch(stage.latency))
        let rows = try HostReports(host: stage.host).list().variants.map {
            "\($0.name) \($0.version) \($0.isInstalled) \($0.isLoaded) \($0.isAvailable)"
        }
        #expect(
            rows == [
                "latency-tuned 1.0.0 true true true", "latency-tuned 1.1.0 false false true",
                "throughput 1.0.0 true false true",
            ])
    }

    @Test func `list orders versions as versions`() throws {
        let stage = try Stage()
        for (name, version) in [("a", "1.10.0"), ("b", "1.2.0")] {
            try stage.fake.install(FakeHost.record(name, version), marker: 9)
        }
        for version in ["1.10.0", "1.9.0"] {
            var record = FakeHost.record("c", version)
            record.kernel = KernelRelease("6.1.0-\(version == "1.9.0" ? 9 : 10)-amd64")
            try stage.fake.install(record, marker: 9)
        }
        let rows = try HostReports(host: stage.host).list().variants.map {
            "\($0.name) \($0.version)"
        }
        #expect(
            rows == [
                "a 1.10.0", "b 1.2.0", "c 1.9.0", "c 1.10.0", "latency-tuned 1.0.0",
                "throughput 1.0.0",
            ])
    }

    @Test func `history is empty where nothing was done, and creates nothing`() throws {
        let stage = try Stage()
        #expect(try HostReports(host: stage.host).history(limit: nil).records.isEmpty)
        #expect(!stage.fake.exists("/var"))
    }

    @Test func `history is newest first and says what was to be done`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.latency))
        try stage.host.run(.switch(stage.throughput))
        let records = try HostReports(host: stage.host).history(limit: nil).records
        #expect(records.map(\.after.description) == ["throughput 1.0.0", "latency-tuned 1.0.0"])
        #expect(
            records.map { $0.plan?.purpose } == [
                "switch to throughput 1.0.0", "switch to latency-tuned 1.0.0",
            ])
        #expect(try HostReports(host: stage.host).history(limit: 1).records.map(\.id) == [2])
        let document = try HostReports(host: stage.host).history(limit: nil)
        let bytes = try CanonicalJSON.compact(document)
        #expect(try CanonicalJSON.decode(HistoryDocument.self, from: bytes).records == records)
    }

    /// /proc/kcore of a kernel whose text is four bytes.
    @Test func `verify digests the kernel's own text`() throws {
        let stage = try Stage()
        try stage.fake.put(
            "/proc/kallsyms",
            "ffffffff81000000 T _text\nffffffff81000000 T _stext\nffffffff81000004 T _etext\n")
        var core = [UInt8](repeating: 0, count: 64 + 56)
        core[56] = 1
        func put(_ value: UInt64, at offset: Int) {
            for index in 0..<8 {
                core[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
            }
        }
        core[64] = 1
        put(120, at: 64 + 8)
        put(0xffff_ffff_8100_0000, at: 64 + 16)
        put(4, at: 64 + 32)
        try Files.write(core + Array("text".utf8), to: stage.fake.root.path("/proc/kcore"))
        let text = try HostReports(host: stage.host).kernelText()
        #expect(text.bytes == 4)
        // printf text | sha256sum
        #expect(
            text.digest == "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1")
    }
}
