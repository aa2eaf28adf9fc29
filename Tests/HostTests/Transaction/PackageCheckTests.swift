// SPDX-License-Identifier: Apache-2.0
import Contract
import Glibc
import HostSupport
import Packaging
import RPM
import Support
import SystemPackage
import Testing
@testable import Host

/// What is installed is what the repository lists and what was asked for.
@Suite struct PackageCheckTests {
    /// What is wrong, after it is seen that nothing was done.
    private func fault(_ stage: Stage, _ name: VariantName) throws -> PackageFault? {
        let before = try stage.tree()
        let planned = #expect(throws: HostError.self) { try stage.host.plan(.install(name)) }
        #expect(try stage.tree() == before)
        #expect(throws: HostError.self) { try stage.host.run(.install(name)) }
        #expect(stage.packages.log.isEmpty && stage.kernel.log.isEmpty)
        #expect(!stage.fake.exists(PackageStore.directory))
        guard case .wrongPackage(_, let fault)? = planned else {
            Issue.record("unexpected: \(String(describing: planned))")
            return nil
        }
        #expect(planned?.diagnostics.map(\.code) == [fault.code])
        #expect(planned?.exitStatus == .refused)
        return fault
    }

    private func file(_ stage: Stage, _ name: VariantName) throws -> (FilePath, Int) {
        let repository = Repository(stage.host.repositories[0])
        let package = try #require(try repository.find(name, kernel: FakeHost.release))
        return (repository.file(package), package.size)
    }

    @Test func `a file that is gone`() async throws {
        let stage = try await HostRunTests.bareStage()
        try Files.remove(file(stage, stage.throughput).0)
        #expect(try fault(stage, stage.throughput) == .missing)
    }

    @Test func `a file that was cut`() async throws {
        let stage = try await HostRunTests.bareStage()
        let (path, size) = try file(stage, stage.throughput)
        try Files.write(try Files.read(path).dropLast(7), to: path)
        #expect(try fault(stage, stage.throughput) == .size(size - 7, listed: size))
    }

    /// By a package that is whole in itself, padded to the same size.
    @Test func `a file that was replaced`() async throws {
        let stage = try await HostRunTests.bareStage()
        let (path, size) = try file(stage, stage.throughput)
        var other = try Files.read(file(stage, stage.latency).0)
        other = Array(other.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - other.count))
        try Files.write(other, to: path)
        let fault = try fault(stage, stage.throughput)
        guard case .digest? = fault else {
            Issue.record("unexpected: \(String(describing: fault))")
            return
        }
        #expect(fault?.code == .hostPackageAltered)
    }

    /// The repository lists it as it is; the record inside is another one's.
    @Test(arguments: ["name", "version", "kernel", "content"])
    func `a package whose inside is another variant`(_ key: String) async throws {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        let outside = FakeHost.record("throughput", "1.0.0", content: "said")
        var inside = outside
        switch key {
        case "name": inside = FakeHost.record("latency-tuned", "1.0.0", content: "said")
        case "version": inside.version = "0.9"
        case "kernel": inside.kernel = KernelRelease("6.1.0-57-cloud-amd64")
        default: inside = FakeHost.record("throughput", "1.0.0", content: "held")
        }
        inside.module = outside.module
        let package = try await VariantRPM().make(
            outside, marker: 2,
            documents: [InstalledLayout.record: try CanonicalJSON.document(inside)],
            in: stage.fake.root.path("/srv/rpms"))
        stage.host.repositories = [try await stage.publish(package, as: "forged")]
        let fault = try fault(stage, stage.throughput)
        guard case .other? = fault else {
            Issue.record("unexpected: \(String(describing: fault))")
            return
        }
        #expect(fault?.code == .hostPackageMismatch)
    }

    @Test func `a package that the metadata call something else`() async throws {
        let stage = try await HostRunTests.bareStage()
        let path = try file(stage, stage.throughput).0
        var nevra = try RPMPackageFile(path).package.nevra
        nevra.version = "9.9"
        let package = PackageFile(
            nevra: nevra, sha256: Digest(hex: try SHA256.hex(of: path)), source: path.string)
        #expect(throws: HostError.self) {
            try CheckedPackage(package, for: FakeHost.release)
        }
    }

    /// A pipe gives its bytes once.
    @Test(.timeLimit(.minutes(1))) func `the file is opened once`() async throws {
        let stage = try await HostRunTests.bareStage()
        let path = try file(stage, stage.throughput).0
        let bytes = try Files.read(path)
        let package = PackageFile(
            nevra: try RPMPackageFile(path).package.nevra,
            sha256: Digest(hex: SHA256.hex(of: bytes)),
            source: "\(path).pipe")
        #expect(mkfifo(package.source, 0o600) == 0)
        let writer = Task.detached { try Files.write(bytes, to: FilePath(package.source)) }
        let checked = try CheckedPackage(package, size: bytes.count, for: FakeHost.release)
        try await writer.value
        #expect(checked.variant.title == "throughput 1.0.0")
    }

    /// throughput is installed, and the repository has other content under its name.
    static func otherContent() async throws -> Stage {
        var stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.throughput, loading: false))
        // Made before contents were recorded, as both are.
        let other = FakeHost.record(
            "throughput", parameters: .init(schedFeatures: ["NO_START_DEBIT"]))
        let package = try await VariantRPM().make(
            other, marker: 2, in: stage.fake.root.path("/srv/rpms"))
        stage.host.repositories = [try await stage.publish(package, as: "other")]
        return stage
    }

    @Test func `an installed package of that name with other content is not taken for it`()
        async throws
    {
        let stage = try await Self.otherContent()
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.throughput))
        }
        guard case .wrongPackage(_, .installedDiffers)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        try stage.host.run(.remove(stage.throughput))
        try stage.host.run(.install(stage.throughput))
        #expect(try stage.features().contains("NO_START_DEBIT"))
    }

    @Test func `a kept copy that is damaged is no copy`() async throws {
        let stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.throughput, loading: false))
        let store = PackageStore(root: stage.host.root)
        let copy = try #require(store.contents().first?.file)
        let path = store.file(copy)
        var bytes = try Files.read(path)
        bytes[bytes.count - 9] ^= 1
        try Files.write(bytes, to: path)
        #expect(!store.holds(copy) && store.contents().isEmpty)
    }
}
