// SPDX-License-Identifier: Apache-2.0
import Contract
import HostSupport
import RPM
import Support
import SystemPackage
import Testing
@testable import Host

/// A new version that does not load, over an old one.
@Suite struct FailedInstallTests {
    /// latency-tuned 1.0.0 is installed and loaded; the repository has only 1.1.0,
    /// which the kernel refuses.
    private static func stage(isReal: Bool = false) async throws -> Stage {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        if isReal {
            stage.host.packages = HostPackages(
                root: stage.fake.root.directory, databasePath: "/db")
        }
        let variants = stage.kernel.variants
        stage.host.repositories = [
            try await stage.publish(variants.filter { $0.key == 1 }, as: "old")
        ]
        try stage.host.run(.install(stage.latency))
        stage.host.repositories = [
            try await stage.publish(variants.filter { $0.key == 3 }, as: "new")
        ]
        stage.kernel.with { $0.refused["latency-tuned 1.1.0"] = .invalidArgument }
        return stage
    }

    @Test func `the old package comes back though no repository has it`() async throws {
        let stage = try await Self.stage()
        #expect(try stage.host.plan(.install(stage.latency)).warnings.isEmpty)
        let error = #expect(throws: HostError.self) { try stage.host.run(.install(stage.latency)) }
        guard case .restored(HostError.insertFailed, let now)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(now == "latency-tuned 1.0.0 runs")
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.0.0"])
        let installed = try InstalledVariants(stage.host.root).all().map(\.title)
        #expect(installed == ["latency-tuned 1.0.0"])
    }

    /// Installed by another program, as by dnf: there is no copy.
    @Test func `where there is no copy, the plan says so and the new package stays`()
        async throws
    {
        let stage = try await Self.stage()
        try stage.fake.remove("/var/lib/sched/packages")
        let plan = try stage.host.plan(.install(stage.latency))
        #expect(plan.warnings.count == 1)
        #expect(
            plan.warnings.first?.hasPrefix("scheduler-latency-tuned-1.0.0-") == true,
            "\(plan.warnings)")
        #expect(throws: HostError.self) { try stage.host.run(.install(stage.latency)) }
        #expect(stage.packages.titles == ["scheduler-latency-tuned 1.1.0"])
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.0.0")
    }

    @Test func `a package of the same name with other content is no copy`() async throws {
        var stage = try await Self.stage()
        try stage.fake.remove("/var/lib/sched/packages")
        let other = FakeHost.record(
            "latency-tuned", parameters: .init(schedFeatures: ["NO_START_DEBIT"]))
        // The cache of built packages knows them by name.
        let package = try await VariantRPM().make(
            other, marker: 1, in: stage.fake.root.path("/srv/other"))
        stage.host.repositories.append(try await stage.publish(package, as: "other"))
        #expect(try stage.host.plan(.install(stage.latency, version: "1.1.0")).warnings.count == 1)
    }

    /// librpm enters a root with chroot(2), and the whole process with it.
    @Test func `so it is with a real database of packages`() async {
        await #expect(processExitsWith: .success) {
            let stage = try await Self.stage(isReal: true)
            #expect(throws: HostError.self) { try stage.host.run(.install(stage.latency)) }
            let installed = try stage.host.packages.installed(named: "scheduler-latency-tuned")
            #expect(installed.map(\.nevra.version) == ["1.0.0"])
            #expect(try stage.host.loaded()?.title == "latency-tuned 1.0.0")
        }
    }
}
