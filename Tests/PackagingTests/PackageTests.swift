// SPDX-License-Identifier: Apache-2.0
import Packaging
import RPMStore
import SchedModel
import SystemIO
import SystemPackage
import Testing

/// Real packages, made by rpmbuild.
@Suite struct PackageTests {
    private func build(_ sample: Sample, in folder: FilePath, size: Int = 1 << 16) async throws
        -> VariantPackage
    {
        let inputs = try sample.files(in: folder, size: size)
        return try await Packaging(dataRoot: .checkout, sourceDateEpoch: 1_700_000_000).package(
            module: inputs.module, manifest: sample.manifest, record: sample.record,
            manifestFile: inputs.manifest, lockFile: inputs.lock,
            into: folder.appending("out"))
    }

    @Test func contents() async throws {
        let folder = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(folder) }
        let made = try await build(Sample(), in: folder)
        #expect(made.nevra == "scheduler-latency-tuned-1.0.0-1.6.1.0_56_cloud_amd64.x86_64")
        let file = try RPMPackageFile(made.file)
        let package = file.package
        let root = "/usr/lib/sched/6.1.0-56-cloud-amd64/latency-tuned"
        #expect(
            Set(package.files)
                == Set(
                    ["/usr/lib/sched", "/usr/lib/sched/6.1.0-56-cloud-amd64", root]
                        + SpecTests.files.map { root + "/" + $0 }))
        #expect(package.provided("scheduler-variant(latency-tuned)") == "1.0.0")
        #expect(
            package.provides.map(\.name).contains("scheduler-variant-kernel(6.1.0-56-cloud-amd64)"))
        #expect(package.buildTime == 1_700_000_000)
        let foreign = package.requires.filter { !$0.name.hasPrefix("rpmlib(") }
        #expect(
            foreign.map(\.description) == ["(kernel-uname-r(6.1.0-56-cloud-amd64) if kernel-core)"])
    }

    @Test func theSameInputGivesTheSameBytes() async throws {
        let folder = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(folder) }
        var digests: Set<String> = []
        for part in ["a", "b"] {
            let place = folder.appending(part)
            try Files.createDirectory(place)
            digests.insert(try SHA256.hex(of: try await build(Sample(), in: place).file))
        }
        #expect(digests.count == 1)
    }

    /// What a manifest says is text: no macro of it runs and no section begins.
    @Test func macrosInTheManifestAreText() async throws {
        let folder = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(folder) }
        var sample = Sample()
        let witness = folder.appending("ran")
        sample.description = "%(touch \(witness))\n%post\n  %if 0\n%{nil} and \\\n@FILES@\n%endif"
        sample.license = "GPL-2.0-only %(touch \(witness))"
        let made = try await build(sample, in: folder)
        #expect(!Files.exists(witness))
        let query = try await Command(
            "rpm", ["-qp", "--qf", "%{LICENSE}|%{DESCRIPTION}|%{POSTIN}", made.file.string]
        ).runChecked()
        #expect(query.text.hasPrefix("GPL-2.0-only %(touch \(witness))|- %(touch \(witness))\n"))
        #expect(query.text.contains("- %post\n-   %if 0\n- %{nil} and"))
        #expect(query.text.hasSuffix("|(none)"))
    }

    @Test func anotherVariantsRecordIsRefused() async throws {
        let folder = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(folder) }
        let inputs = try Sample().files(in: folder)
        let other = Sample(version: "2.0.0")
        await #expect(throws: PackagingError.self) {
            try await Packaging(dataRoot: .checkout, sourceDateEpoch: 0).package(
                module: inputs.module, manifest: other.manifest, record: other.record,
                manifestFile: inputs.manifest, lockFile: inputs.lock,
                into: folder.appending("out"))
        }
        #expect(!Files.exists(folder.appending("out")))
    }

    @Test func fiveMegabytesTakeAboutASecond() async throws {
        let folder = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(folder) }
        let start = ContinuousClock.now
        _ = try await build(Sample(), in: folder, size: 5 << 20)
        // Generous for a loaded machine; the step itself takes well under a second.
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
