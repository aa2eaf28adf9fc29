// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

extension IntegrationTests {
    /// What must be refused before anything changes.
    @Suite struct Refusals {
        /// Builds the fixture's livepatch modules against the variant's kernel.
        private func livepatches() async throws -> FilePath {
            let outcome = try #require(try await Lab.variants.value["latency-tuned"])
            let release = try #require(outcome.packages.first).kernel
            let kernels = Surroundings.cache.appending("kernels")
            let name = try #require(
                Files.list(kernels).first {
                    $0.hasPrefix(release.rawValue) && Files.isDirectory(kernels.appending($0))
                })
            let tree = kernels.appending(name).appending("source")
            let directory = try Files.makeTemporaryDirectory("livepatch")
            let fixture = Lab.root.appending("Tests/Fixtures/livepatch")
            for file in try Files.list(fixture) {
                try Files.copy(fixture.appending(file), to: directory.appending(file))
            }
            try await Command(
                "make", ["-s", "-C", tree.string, "M=\(directory)", "CC=gcc-12", "modules"]
            ).runChecked(timeout: 300)
            return directory
        }

        @Test(.timeLimit(.minutes(15))) func `a livepatch on a redirected function`() async throws {
            let modules = try await livepatches()
            defer { try? Files.remove(modules) }
            let session = try await Lab.guest(
                script: """
                    set -e
                    insmod \(modules)/sched_test_overlap.ko
                    while [ "$(cat /sys/kernel/livepatch/*/transition)" = 1 ]; do sleep 0.1; done
                    before=$(sched verify)
                    status=0
                    sched install latency-tuned --repo /srv/repo 2>&1 || status=$?
                    echo "status $status"
                    [ ! -e /sys/kernel/sched_variant ]
                    [ ! -e /usr/lib/sched ]
                    [ -z "$(rpm -qa)" ]
                    [ "$(sched verify)" = "$before" ]
                    echo 0 > /sys/kernel/livepatch/sched_test_overlap/enabled
                    while [ -e /sys/kernel/livepatch/sched_test_overlap ]; do sleep 0.1; done
                    insmod \(modules)/sched_test_unrelated.ko
                    while [ "$(cat /sys/kernel/livepatch/*/transition)" = 1 ]; do sleep 0.1; done
                    sched install latency-tuned --repo /srv/repo
                    sched status
                    """, include: [modules])
            try session.requireSuccess()
            #expect(session.text.contains("status \(Support.ExitStatus.refused.rawValue)"))
            #expect(session.text.contains("sched_show_task"))
            #expect(session.text.contains("sched_test_overlap"))
            #expect(session.text.contains("scheduler:  latency-tuned"))
        }

        /// The image of another ABI of the same series.
        private func otherKernel(_ release: KernelRelease) async throws -> (KernelRelease, FilePath)
        {
            let listed = try await Command(
                "apt-cache", ["pkgnames", "linux-image-\(release.series).0-"]
            )
            .runChecked(timeout: 60).text
            let suffix = "-cloud-amd64-unsigned"
            let name = try #require(
                listed.split(separator: "\n").map(String.init).filter {
                    $0.hasSuffix(suffix) && !$0.contains(release.rawValue)
                }.max(), "another ABI of \(release.series)")
            let directory = Surroundings.cache.appending("other-kernel").appending(name)
            let other = KernelRelease(
                String(name.dropFirst("linux-image-".count).dropLast("-unsigned".count)))
            let image = directory.appending("boot").appending("vmlinuz-\(other)")
            if !Files.exists(image) {
                try Files.createDirectory(directory)
                try await Command("apt-get", ["download", name], in: directory).runChecked(
                    timeout: 300)
                let package = try #require(Files.list(directory).first { $0.hasSuffix(".deb") })
                try await Command(
                    "dpkg-deb", ["-x", directory.appending(package).string, directory.string]
                ).runChecked(timeout: 120)
            }
            return (other, image)
        }

        @Test(.timeLimit(.minutes(15))) func `another kernel`() async throws {
            let outcome = try #require(try await Lab.variants.value["latency-tuned"])
            let built = try #require(outcome.packages.first).kernel
            let (other, image) = try await otherKernel(built)
            let session = try await Lab.guest(
                script: """
                    set -e
                    status=0
                    sched install latency-tuned --repo /srv/repo 2>&1 || status=$?
                    echo "status $status"
                    [ ! -e /usr/lib/sched ]
                    [ ! -e /sys/kernel/sched_variant ]
                    """, kernelImage: image)
            try session.requireSuccess()
            #expect(session.text.contains("status \(Support.ExitStatus.refused.rawValue)"))
            #expect(session.text.contains(built.rawValue))
            #expect(session.text.contains(other.rawValue))
        }
    }
}
