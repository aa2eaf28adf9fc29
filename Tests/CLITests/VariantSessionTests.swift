// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Contract
import HostSupport
import Support
import Testing
@testable import CLI
@testable import Host

/// `sched info` and `sched diff`, of packages that rpmbuild made.
@Suite struct VariantSessionTests {
    /// latency-tuned 1.0.0 is installed; the repository has both variants and a newer
    /// latency-tuned, all with documents, and throughput for a second kernel.
    private static func stage() async throws -> Stage {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        var records = stage.kernel.variants.mapValues { record in
            var record = record
            record.changedFunctions = record.name == stage.latency ? ["pick"] : ["other", "pick"]
            return record
        }
        records[4] = records[2]
        records[4]?.kernel = KernelRelease("6.1.0-57-cloud-amd64")
        let documents = try SmallKernel.typical().documents(of: stage.latency)
        stage.host.repositories = [try await stage.publish(records, documents: documents)]
        try stage.host.run(.install(stage.latency, version: "1.0.0", loading: false))
        return stage
    }

    @Test func `a variant by itself and beside another`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let session = Session(try await Self.stage())
            await session.run(
                "info latency-tuned", "info throughput --kernel 6.1.0-57-cloud-amd64",
                "info throughput --kernel 6.1.0-57-cloud-amd64 --json",
                "diff latency-tuned throughput", "diff stock throughput",
                "diff latency-tuned stock --json", "diff latency-tuned latency-tuned",
                "diff stock stock", "diff latency-tuned Throughput",
                "info latency-tuned --kernel 5.10")
            session.end()
        }
        try Session.expect(result, "info")
    }

    @Test func `a package without its documents`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            var stage = try Stage()
            stage.host.repositories = [try await stage.publish([3: stage.kernel.variants[3]!])]
            let session = Session(stage)
            await session.run("info latency-tuned", "diff throughput stock")
            try stage.fake.remove("/usr")
            await session.run("info latency-tuned --json")
            session.end()
        }
        try Session.expect(result, "incomplete")
    }
}
