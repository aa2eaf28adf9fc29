// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// A boundary of Linux 5.10 in the published format, on the stock 6.1 kernel.
@Suite(.serialized, .enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct PublicBoundaryTests {
    /// - Parameter boundary: a file of Tests/Fixtures/public-boundary.
    private func withManifest<Result>(
        _ boundary: String, saysWhy: Bool = true, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let directory = try Files.makeTemporaryDirectory("public-boundary")
        defer { try? Files.remove(directory) }
        try Files.copy(
            Lab.root.appending("Tests/Fixtures/public-boundary").appending(boundary),
            to: directory.appending(boundary))
        let manifest = directory.appending("variant.yaml")
        let text = """
            name: published
            version: 1.0.0
            summary: A published boundary
            base: {kernel: "6.1.0-*-cloud-amd64", from: debian}
            boundary: \(boundary)

            """
        let reason = "unsafe: {sched_feat_keys: schedutil reads UTIL_EST of vmlinux's keys}\n"
        try Files.replace(manifest, with: Array((text + (saysWhy ? reason : "")).utf8))
        return try await body(manifest)
    }

    private static let expected: [String: ListedBoundary.Outcome] = [
        "kernel/sched/core.c": .taken, "kernel/sched/features.h": .same,
        "__x64_sys_": .same, "__arm64_sys_": .absent, "scheduler_tick": .same,
        "__schedule": .otherwise, "try_to_wake_up": .otherwise, "sched_offline_group": .absent,
        "nohz": .same, "sysctl_sched_features": .taken, "sched_feat_names": .taken,
        "fair_sched_class": .same,
    ]

    @Test(.timeLimit(.minutes(5))) func `it is taken and compared`() async throws {
        try await withManifest("line-5.10.yaml") { manifest in
            let report = try await BoundaryReport(context: Lab.context(), mode: .update)
                .run(manifest)[0]
            let listed = try #require(report.boundary.listed)
            for (name, outcome) in Self.expected {
                #expect(
                    listed.items.first { $0.name == name }?.finding.outcome == outcome, "\(name)")
            }
            #expect(listed.unlisted.contains("wake_up_process"))
            #expect(!listed.unlisted.contains { $0.contains("sys_sched_setaffinity") })
            #expect(report.text.contains("Listed in line-5.10.yaml"))
            #expect(
                report.text.split(separator: "\n").allSatisfy { $0.count <= 80 },
                "the text fits 80 columns")
            let plan = try await AddVariant(context: Lab.context(), mode: .update)
                .plan(manifest)
            #expect(plan.steps.contains { $0.hasPrefix("of line-5.10.yaml take 12 of mod_files") })
        }
    }

    /// schedutil has its own look at the keys that the list makes private.
    @Test(.timeLimit(.minutes(5))) func `what vmlinux uses too is made private with a reason`()
        async throws
    {
        try await withManifest("line-5.10.yaml", saysWhy: false) { manifest in
            let error = await #expect(throws: DiagnosticsError.self) {
                _ = try await BoundaryReport(context: Lab.context(), mode: .update)
                    .run(manifest)
            }
            let found = try #require(error?.diagnostics.first)
            #expect(found.code == .privateUsedOutside)
            #expect(found.location?.file.hasSuffix("line-5.10.yaml") == true)
            #expect(found.hint?.contains("unsafe:") == true)
        }
    }

    @Test(.timeLimit(.minutes(5))) func `it builds`() async throws {
        try await withManifest("line-5.10.yaml") { manifest in
            let directory = manifest.removingLastComponent()
            let outcome = try await AddVariant(
                context: Lab.context(repository: directory.appending("repo")), mode: .update
            ).run(manifest)
            #expect(outcome.packages.map(\.redirects).allSatisfy { $0 > 150 })
            // The lock knows the file: another one is another build.
            let lock = try Files.readText(FilePath(outcome.lock))
            #expect(lock.contains("\"boundaryFile\""))
        }
    }
}
