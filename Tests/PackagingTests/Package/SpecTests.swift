// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Packaging
@testable import RPM
@testable import Support
import TestSupport

@Suite struct SpecTests {
    static let files = [
        "boundary.json", "manifest.yaml", "redirects.json", "scheduler_latency_tuned.ko",
        "variant.json", "variant.lock",
    ]

    private func spec(_ sample: Sample) throws -> String {
        var record = sample.record
        record.content = Digest(hex: String(repeating: "0123456789abcdef", count: 4))
        return try VariantSpec(
            record: record, license: sample.license, description: sample.description,
            files: Self.files
        ).fill(
            Files.readText(Checkout.root.appending(VariantPackager.templatePath.components)))
    }

    @Test func `the template is filled`() throws {
        var sample = Sample()
        sample.description = "Wakes first.\n\n%post\n%(reboot) is 100% text\n"
        let text = try spec(sample)
        #expect(
            try GoldenFile.difference(text, from: "Tests/Golden/scheduler-latency-tuned.spec")
                == nil)
    }

    @Test func `nothing is left to fill`() throws {
        let text = try spec(Sample())
        #expect(!text.contains("@PACKAGE@") && !text.contains("@FILES@"))
        #expect(text.contains("Name:           scheduler-latency-tuned\n"))
    }

    @Test func `unknown placeholder is refused`() {
        let spec = VariantSpec(record: Sample().record, license: "x", description: nil, files: [])
        #expect(throws: PackagingError.unknownPlaceholder("FLAVOUR")) {
            try spec.fill("Name: @PACKAGE@\n@FLAVOUR@\n")
        }
    }

    @Test(arguments: [
        ("a@b", "a@b"), ("@", "@"), ("@NAME@@VERSION@", "latency-tuned1.0.0"),
        ("me@EXAMPLE.org", "me@EXAMPLE.org"), ("@NAME", "@NAME"),
    ])
    func `only placeholders are replaced`(template: String, expected: String) throws {
        let spec = VariantSpec(record: Sample().record, license: "x", description: nil, files: [])
        #expect(try spec.fill(template) == expected)
    }

    @Test(arguments: [
        ("6.1.0-56-cloud-amd64", "1.6.1.0_56_cloud_amd64"),
        ("5.14.0-427.13.1.el9_4.x86_64", "1.5.14.0_427.13.1.el9_4.x86_64"),
        ("6.12.111+deb13-cloud-amd64", "1.6.12.111+deb13_cloud_amd64"),
    ])
    func `release of a kernel`(kernel: String, release: String) {
        let content = Digest(hex: String(repeating: "0123456789abcdef", count: 4))
        #expect(PackageRelease.of(KernelRelease(kernel), nil) == release)
        #expect(
            PackageRelease.of(KernelRelease(kernel), content) == "\(release)^0123456789ab")
    }

    /// Whatever the contents' digests are.
    @Test(arguments: [
        ("6.1.0-9-cloud-amd64", "6.1.0-10-cloud-amd64"), ("6.1", "6.1.5"), ("6.1.5", "6.12.1"),
        ("6.1.0-9-amd64", "6.1.0-9+deb13-amd64"),
    ])
    func `a newer kernel has the newer release`(older: String, newer: String) {
        let digests = ["9fffffffffff", "a00000000000", "000000000001"].map { Digest(hex: $0) }
        for one in digests {
            for other in digests {
                #expect(
                    RPMVersion.isOlder(
                        PackageRelease.of(KernelRelease(older), one),
                        than: PackageRelease.of(KernelRelease(newer), other)))
            }
        }
    }

    @Test(arguments: [
        ("6.1.0-56-cloud-amd64", "(kernel-uname-r(6.1.0-56-cloud-amd64) if kernel-core)"),
        ("5.14.0-427.el9.x86_64", "(kernel-uname-r = 5.14.0-427.el9.x86_64 if kernel-core)"),
    ])
    func `requirement of a kernel`(kernel: String, requirement: String) {
        #expect(PackageRelease.kernelRequirement(KernelRelease(kernel)) == requirement)
    }
}
