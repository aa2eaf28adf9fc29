// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Contract
@testable import Manifest
@testable import Packaging
@testable import RPM
@testable import Support
import TestSupport

/// Real packages, made by rpmbuild.
@Suite struct PackageTests {
    private func build(_ sample: Sample, in directory: FilePath) async throws
        -> VariantPackage
    {
        try await build(sample, from: sample.files(in: directory), in: directory)
    }

    private func build(
        _ sample: Sample, from inputs: Sample.Inputs, in directory: FilePath
    ) async throws -> VariantPackage {
        try await VariantPackager(dataRoot: Checkout.root).package(
            module: inputs.module, manifest: sample.manifest, record: sample.record,
            lock: inputs.lock,
            into: directory.appending("out"))
    }

    @Test func contents() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        let made = try await build(Sample(), in: directory)
        let file = try RPMPackageFile(made.file)
        let package = file.package
        let root = "/usr/lib/sched/6.1.0-56-cloud-amd64/latency-tuned"
        let record = try #require(try file.contents { $0.hasSuffix("/variant.json") }.values.first)
        let content = try #require(
            try CanonicalJSON.decode(VariantRecord.self, from: record).content)
        #expect(
            made.nevra
                == "scheduler-latency-tuned-1.0.0-1.6.1.0_56_cloud_amd64^\(content.short).x86_64")
        #expect(package.provided("scheduler-variant-content") == content.hex)
        #expect(
            Set(package.files)
                == Set(
                    ["/usr/lib/sched", "/usr/lib/sched/6.1.0-56-cloud-amd64", root]
                        + SpecTests.files.map { root + "/" + $0 }))
        #expect(package.provided("scheduler-variant(latency-tuned)") == "1.0.0")
        #expect(
            package.provides.map(\.name).contains("scheduler-variant-kernel(6.1.0-56-cloud-amd64)"))
        let lock = "\(root)/variant.lock"
        #expect(try file.contents { $0 == lock }[lock] == Sample().files(in: directory).lock)
        #expect(package.buildTime == VariantPackager.sourceDateEpoch)
        let foreign = package.requires.filter { !$0.name.hasPrefix("rpmlib(") }
        #expect(
            foreign.map(\.description) == ["(kernel-uname-r(6.1.0-56-cloud-amd64) if kernel-core)"])
    }

    /// Whatever the directory is called, and whenever its files were written.
    @Test func `the same content gives the same bytes`() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        var digests: Set<String> = []
        var names: Set<String> = []
        for (part, date) in [("a", "2021-05-06"), ("another/clone", "2024-01-02"), ("c", "now")] {
            let place = directory.appending(FilePath(part).components)
            try Files.createDirectory(place)
            let inputs = try Sample().files(in: place)
            for file in try Files.list(place) {
                try await Command("touch", ["-d", date, place.appending(file).string])
                    .runChecked()
            }
            let made = try await build(Sample(), from: inputs, in: place)
            digests.insert(try SHA256.hex(of: made.file))
            names.insert(made.nevra)
        }
        #expect(digests.count == 1 && names.count == 1)
    }

    /// Each file of the package, and what the spec alone says.
    @Test func `other content has another release`() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        var names: Set<String> = []
        func build(_ sample: Sample, _ inputs: Sample.Inputs) async throws {
            names.insert(try await self.build(sample, from: inputs, in: directory).nevra)
        }
        let inputs = try Sample().files(in: directory)
        try await build(Sample(), inputs)
        var other = inputs
        other.lock = Array("{}\n".utf8)
        try await build(Sample(), other)
        try await build(Sample(description: "Otherwise said."), inputs)
        try await build(Sample(features: ["NO_START_DEBIT"]), inputs)
        for file in [inputs.module.module, inputs.module.boundary, inputs.module.redirects] {
            let bytes = try Files.read(file)
            try Files.write(bytes + [10], to: file)
            try await build(Sample(), inputs)
            try Files.write(bytes, to: file)
        }
        let packager = try VariantPackager(
            templateText: Files.readText(
                Checkout.root.appending(VariantPackager.templatePath.string))
                + "\n# edited\n")
        names.insert(
            try await packager.package(
                module: inputs.module, manifest: Sample().manifest, record: Sample().record,
                lock: inputs.lock, into: directory.appending("out")
            ).nevra)
        #expect(names.count == 8)
        #expect(names.allSatisfy { $0.contains("-1.0.0-1.6.1.0_56_cloud_amd64^") })
    }

    /// What a manifest says is text: no macro of it runs and no section begins.
    @Test func `macros in the manifest are text`() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        var sample = Sample()
        let witness = directory.appending("ran")
        sample.description = "%(touch \(witness))\n%post\n  %if 0\n%{nil} and \\\n@FILES@\n%endif"
        sample.license = "GPL-2.0-only %(touch \(witness))"
        let made = try await build(sample, in: directory)
        #expect(!Files.exists(witness))
        let query = try await Command(
            "rpm", ["-qp", "--qf", "%{LICENSE}|%{DESCRIPTION}|%{POSTIN}", made.file.string]
        ).runChecked()
        #expect(query.text.hasPrefix("GPL-2.0-only %(touch \(witness))|- %(touch \(witness))\n"))
        #expect(query.text.contains("- %post\n-   %if 0\n- %{nil} and"))
        #expect(query.text.hasSuffix("|(none)"))
    }

    @Test func `another variants record is refused`() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        let inputs = try Sample().files(in: directory)
        let other = Sample(version: "2.0.0")
        await #expect(throws: PackagingError.self) {
            try await VariantPackager(dataRoot: Checkout.root).package(
                module: inputs.module, manifest: other.manifest, record: other.record,
                lock: inputs.lock,
                into: directory.appending("out"))
        }
        #expect(!Files.exists(directory.appending("out")))
    }

    /// Every remaining remark of rpmlint has its reason in rpmlint.toml.
    @Test(.enabled(if: Files.exists("/usr/bin/rpmlint"), "rpmlint is not installed"))
    func `rpmlint is content`() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        var inputs = try Sample().files(in: directory)
        inputs.module.module = directory.appending("real.o")
        try await Command("gcc", ["-c", "-x", "c", "-", "-o", inputs.module.module.string])
            .runChecked(input: Array("int answer(void) { return 42; }\n".utf8))
        let made = try await build(Sample(), from: inputs, in: directory)
        let filters = Checkout.root.appending("recipes/packaging/rpmlint.toml")
        let result = try await Command(
            "rpmlint", ["-c", filters.string, made.file.string]
        ).run(timeout: 120)
        #expect(result.text.contains("0 errors, 0 warnings"), "\(result.text)")
    }

    /// Level 3 packs some megabytes in a fraction of a second.
    @Test func `the payload is packed fast`() async throws {
        let directory = try Files.makeTemporaryDirectory("packaging")
        defer { try? Files.remove(directory) }
        let made = try await build(Sample(), in: directory)
        let query = try await Command(
            "rpm", ["-qp", "--qf", "%{PAYLOADCOMPRESSOR} %{PAYLOADFLAGS}", made.file.string]
        ).runChecked()
        #expect(query.text == "zstd 3")
    }
}
