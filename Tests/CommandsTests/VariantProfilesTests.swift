// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Contract
import Host
import HostSupport
import Support
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands

/// `sched info` and `sched diff` over packages that rpmbuild made.
@Suite struct VariantProfilesTests {
    private static let others = ["6.1.0-9-amd64", "6.1.0-10-amd64"].map { KernelRelease($0) }

    /// The stage's variants in a repository, throughput for two further kernels.
    private func stage(documents: Bool = true) async throws -> Stage {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        var records = stage.kernel.variants
        for (number, release) in Self.others.enumerated() {
            var record = FakeHost.record("throughput")
            record.kernel = release
            records[UInt8(10 + number)] = record
        }
        stage.host.repositories = [
            try await stage.publish(
                records,
                documents: documents
                    ? try SmallKernel.typical().documents(of: stage.latency) : [:])
        ]
        return stage
    }

    private func title(_ profile: VariantProfile) -> String {
        "\(profile.version) \(profile.kernel) \(profile.source == "installed")"
    }

    @Test func `what is installed comes first, then the newest for each kernel`() async throws {
        let stage = try await stage()
        let profiles = VariantProfiles(host: stage.host)
        #expect(
            try await profiles.info(stage.latency).map(title) == [
                "1.1.0 \(FakeHost.release) false"
            ])
        try stage.host.run(.install(stage.latency, version: "1.0.0", loading: false))
        #expect(
            try await profiles.info(stage.latency).map(title) == [
                "1.0.0 \(FakeHost.release) true", "1.1.0 \(FakeHost.release) false",
            ])
        #expect(
            try await profiles.info(stage.throughput).map(\.kernel) == [
                FakeHost.release, Self.others[1], Self.others[0],
            ], "newest kernel first, by number")
    }

    @Test func `what is installed is not told again from the repository`() async throws {
        let stage = try await stage()
        try stage.host.run(.install(stage.latency, loading: false))
        let found = try await VariantProfiles(host: stage.host).info(stage.latency)
        #expect(found.map(title) == ["1.1.0 \(FakeHost.release) true"])
    }

    /// Two builds of one version.
    @Test func `what is installed with other content is told twice, by list too`() async throws {
        var stage = try Stage(variants: [
            1: FakeHost.record("throughput", content: "first"),
            2: FakeHost.record("throughput", content: "second"),
        ])
        try stage.fake.remove("/usr")
        let documents = try SmallKernel.typical().documents(of: stage.throughput)
        func publish(_ marker: UInt8, as name: String) async throws -> FilePath {
            try await stage.publish(
                stage.kernel.variants.filter { $0.key == marker }, as: name, documents: documents)
        }
        stage.host.repositories = [try await publish(1, as: "one")]
        try stage.host.run(.install(stage.throughput))
        stage.host.repositories = [
            try await publish(1, as: "one"), try await publish(2, as: "two"),
        ]
        let contents = stage.kernel.variants.sorted { $0.key < $1.key }.map(\.value.content)
        let info = try await VariantProfiles(host: stage.host).info(stage.throughput)
        #expect(info.map(\.content) == contents)
        #expect(info.map { $0.source == "installed" } == [true, false])
        let rows = try HostReports(host: stage.host).list().variants
            .sorted { $0.isInstalled && !$1.isInstalled }
        #expect(rows.map(\.content) == contents)
        #expect(rows.map(\.isInstalled) == [true, false])
        #expect(rows.map(\.isLoaded) == [true, false])
        #expect(rows.map(\.isAvailable) == [true, true])
    }

    @Test func `a package tells boundary, patches and settings`() async throws {
        let stage = try await stage()
        try stage.host.run(.install(stage.latency, version: "1.0.0", loading: false))
        let found = try await VariantProfiles(host: stage.host).info(stage.latency)
        let profile = try #require(found.first)
        #expect(profile.files == ["kernel/sched/core.c", "kernel/sched/fair.c"])
        #expect(profile.sidecars.map(\.function) == ["free_account"])
        #expect(profile.privateVariables == ["slice"])
        #expect(profile.patches.keys.sorted() == ["patches/pick.patch"])
        #expect(profile.parameters == Stage.parameters)
        #expect(profile.redirects == FakeHost.redirects.count)
        #expect(profile.changedFunctions == nil)
    }

    @Test func `one kernel may be wanted, and must be there`() async throws {
        let stage = try await stage()
        var profiles = VariantProfiles(host: stage.host, kernel: Self.others[0])
        let found = try await profiles.info(stage.throughput)
        #expect(found.map(\.kernel) == [Self.others[0]])
        profiles.kernel = KernelRelease("5.10")
        await #expect(
            throws: OperationError.otherKernels(
                stage.throughput, KernelRelease("5.10"),
                available: Self.others + [FakeHost.release])
        ) { _ = try await profiles.info(stage.throughput) }
        await #expect(
            throws: OperationError.noSuchVariant(
                VariantName("quick")!, available: ["latency-tuned", "throughput"])
        ) { _ = try await profiles.info(VariantName("quick")!) }
    }

    @Test func `a package without a document is named with what is missing`() async throws {
        let stage = try await stage(documents: false)
        let error = await #expect(throws: OperationError.self) {
            _ = try await VariantProfiles(host: stage.host).info(stage.latency)
        }
        guard case .incompletePackage(let path, InstalledLayout.boundary)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(path.lastComponent?.string.hasPrefix("scheduler-latency-tuned-1.1.0") == true)
    }

    @Test func `sides are compared for a kernel that both have, the running one first`()
        async throws
    {
        let stage = try await stage()
        var profiles = VariantProfiles(host: stage.host)
        let both = try await profiles.diff("latency-tuned", "throughput")
        #expect([both.a.kernel, both.b.kernel] == [FakeHost.release, FakeHost.release])
        #expect(both.sidecars.both.count == 1 && both.features.onlyA == [])
        profiles.kernel = Self.others[1]
        let one = try await profiles.diff("stock", "throughput")
        #expect(one.a.kernel == nil && one.b.kernel == Self.others[1])
        #expect(one.files.onlyB.count == 2 && one.files.both == [])
        await #expect(throws: OperationError.self) {
            _ = try await profiles.diff("throughput", "latency-tuned")
        }
        await #expect(throws: OperationError.badName("Stock")) {
            _ = try await profiles.diff("throughput", "Stock")
        }
    }
}

@Suite struct TryVariantTests {
    @Test func `a variant without a package is told with those that there are`() async throws {
        let place = try AddFixture()
        let attempt = TryVariant(context: place.context, variant: VariantName("quick")!)
        await #expect(throws: OperationError.noRepository(place.context.repository)) {
            _ = try await attempt.plan()
        }
        _ = try await place.recordBuild()
        await #expect(
            throws: OperationError.unknownVariant(
                VariantName("quick")!, available: ["sample"],
                repositories: [place.context.repository])
        ) { _ = try await attempt.plan() }
    }

    @Test func `a package without its lock cannot be tried`() async throws {
        let place = try AddFixture()
        let stage = try Stage()
        var context = place.context
        context.repository = try await stage.publish([2: stage.kernel.variants[2]!])
        let attempt = TryVariant(context: context, variant: stage.throughput)
        let error = await #expect(throws: OperationError.self) { _ = try await attempt.plan() }
        #expect(error?.description.hasSuffix("has no lock for \(FakeHost.release)") == true)
        #expect(error?.hint?.contains("sched add --force") == true)
    }
}
