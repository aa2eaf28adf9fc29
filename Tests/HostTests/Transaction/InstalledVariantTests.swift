// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Contract
@testable import Host
@testable import Packaging
@testable import Support

@Suite struct InstalledVariantTests {
    let name = VariantName("latency-tuned")!

    @Test func `lists by name and kernel`() throws {
        let host = try FakeHost()
        try host.install(FakeHost.record("throughput"), marker: 2)
        try host.install(FakeHost.record("latency-tuned"), marker: 1)
        let list = try InstalledVariants(host.root).list(for: FakeHost.release)
        #expect(list.map(\.title) == ["latency-tuned 1.0.0", "throughput 1.0.0"])
        #expect(list[0].redirects == FakeHost.redirects)
        #expect(
            list[0].moduleFile
                == "/usr/lib/sched/6.1.0-56-cloud-amd64/latency-tuned/scheduler_latency_tuned.ko")
        #expect(try InstalledVariants(host.root).list(for: KernelRelease("5.10")).isEmpty)
    }

    @Test func `for another kernel names both`() throws {
        let host = try FakeHost()
        try host.install(FakeHost.record("latency-tuned"), marker: 1)
        let other = KernelRelease("6.12.1")
        let error = #expect(throws: HostError.self) {
            try InstalledVariants(host.root).find(name, for: other)
        }
        guard case .refused(name, let refusals)? = error else {
            Issue.record("not a refusal: \(String(describing: error))")
            return
        }
        #expect(refusals == [.wrongKernel(builtFor: [FakeHost.release], running: other)])
        #expect(error?.exitStatus == .refused)
    }

    @Test func `a directory without a record is not installed`() throws {
        let host = try FakeHost()
        try host.install(FakeHost.record("throughput"), marker: 2)
        try host.put("/usr/lib/sched/6.1.0-56-cloud-amd64/latency-tuned/left.conf", "")
        try host.put("/usr/lib/sched/5.10/latency-tuned/left.conf", "")
        #expect(try InstalledVariants(host.root).all().map(\.title) == ["throughput 1.0.0"])
        let error = #expect(throws: HostError.self) {
            try InstalledVariants(host.root).find(name, for: FakeHost.release)
        }
        #expect(error?.exitStatus == .failed)
    }

    @Test func `for no kernel is not installed`() throws {
        let host = try FakeHost()
        let error = #expect(throws: HostError.self) {
            try InstalledVariants(host.root).find(name, for: FakeHost.release)
        }
        guard case .notInstalled(name, on: FakeHost.release)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
    }

    @Test func `a record that sets what is not the scheduler's is refused`() throws {
        let host = try FakeHost()
        try host.install(
            FakeHost.record(
                "latency-tuned", parameters: .init(sysctl: ["kernel.core_pattern": "|/bin/sh"])),
            marker: 1)
        let error = #expect(throws: HostError.self) {
            try InstalledVariants(host.root).find(name, for: FakeHost.release)
        }
        #expect(error?.description.contains("sets kernel.core_pattern, which is no") == true)
    }

    @Test(arguments: [
        ("not JSON", "{"), ("an unknown schema", #""schema":9"#),
        ("a module outside the directory", #""module":"../../evil.ko""#),
    ])
    func `damaged records`(_ name: String, _ text: String) throws {
        let host = try FakeHost()
        try host.install(FakeHost.record("latency-tuned"), marker: 1)
        let directory = InstalledLayout.directory(FakeHost.release, self.name)
        let file = directory.appending(InstalledLayout.record)
        let key = text.split(separator: ":")[0]
        let old = try host.text(file)
        let entry = old.split(whereSeparator: { "{,".contains($0) }).first { $0.hasPrefix(key) }
        try host.put(file, entry.map { old.replacing($0, with: text) } ?? text)
        #expect(throws: HostError.self) { try InstalledVariant.read(directory, host.root) }
    }
}
