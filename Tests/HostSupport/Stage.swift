// SPDX-License-Identifier: Apache-2.0
import Contract
import Host
import Packaging
import Support
import SystemPackage

/// A host with latency-tuned (marker 1, two parameters) and throughput (2)
/// installed, and a kernel that answers.
package struct Stage {
    package let fake: FakeHost
    package let kernel: FakeKernel
    package let packages: FakePackages
    package var host: Host
    package let latency = VariantName("latency-tuned")!
    package let throughput = VariantName("throughput")!

    package static let parameters = VariantRecord.Parameters(
        schedFeatures: ["NO_WAKEUP_PREEMPTION"],
        sysctl: ["kernel.sched_rt_runtime_us": "900000"])

    package init() throws {
        try self.init(variants: [
            1: FakeHost.record("latency-tuned", parameters: Self.parameters),
            2: FakeHost.record("throughput"),
            3: FakeHost.record("latency-tuned", "1.1.0"),
        ])
    }

    /// A host with the variants of markers 1 and 2 installed.
    package init(variants records: [UInt8: VariantRecord]) throws {
        fake = try FakeHost()
        try fake.install(records[1]!, marker: 1)
        try fake.install(records[2]!, marker: 2)
        kernel = FakeKernel(fake, records)
        packages = FakePackages(fake)
        host = Host(root: fake.root, calls: kernel.calls, packages: packages)
    }

    package func features() throws -> String { try fake.text("/sys/kernel/debug/sched/features") }
    package func runtime() throws -> String {
        try fake.text("/proc/sys/kernel/sched_rt_runtime_us")
    }
    package var stock: String { String(FakeHost.features.dropLast()) }
    package let saved: FilePath = "/run/sched/parameters.json"
}
