// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Packaging
@testable import RPM
@testable import Support

/// The repository as dnf sees it.
@Suite struct DNFTests {
    private func dnf(_ directory: FilePath, _ words: [String]) -> Command {
        Command(
            "dnf",
            [
                "--quiet", "--assumeyes", "--disablerepo=*", "--releasever=1",
                "--repofrompath=sched,file://\(directory)/repo", "--enablerepo=sched",
                "--installroot=\(directory)/root", "--setopt=cachedir=\(directory)/cache",
                "--setopt=logdir=\(directory)/log", "--setopt=persistdir=\(directory)/state",
                "--setopt=reposdir=\(directory)/none", "--setopt=sched.gpgcheck=0",
                "--setopt=plugins=0",
            ] + words)
    }

    @Test func `lists and installs`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        try await repository.publish(variants.make("latency-tuned"))
        try await repository.publish(variants.make("latency-tuned", kernel: "6.1.0-57-cloud-amd64"))
        try await repository.publish(variants.make("throughput", "2.0"))
        for name in ["root", "log", "none"] {
            try Files.createDirectory(variants.directory.appending(name))
        }

        let listed = try await dnf(
            variants.directory, ["repoquery", "--qf", "%{name} %{version} %{release}\n"]
        ).runChecked(timeout: 120)
        let content = SHA256.hex(of: "first").prefix(12)
        #expect(
            listed.text.split(whereSeparator: \.isNewline).sorted() == [
                "scheduler-latency-tuned 1.0.0 1.6.1.0_56_cloud_amd64^\(content)",
                "scheduler-latency-tuned 1.0.0 1.6.1.0_57_cloud_amd64^\(content)",
                "scheduler-throughput 2.0 1.6.1.0_56_cloud_amd64^\(content)",
            ])

        let provided = try await dnf(
            variants.directory,
            ["repoquery", "--whatprovides", "scheduler-variant-kernel(6.1.0-57-cloud-amd64)"]
        ).runChecked(timeout: 120)
        #expect(provided.text.contains("scheduler-latency-tuned"))
        #expect(!provided.text.contains("_56_"))

        try await dnf(variants.directory, ["install", "scheduler-throughput"]).runChecked(
            timeout: 120)
        let file = variants.directory.appending(
            "root/usr/lib/sched/6.1.0-56-cloud-amd64/throughput/variant.json")
        #expect(try Files.readText(file) == "first\n")
    }
}
