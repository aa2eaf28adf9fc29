// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Contract
@testable import Manifest
@testable import Packaging
@testable import RPM
@testable import Support
import TestSupport

/// What the package does on a host: below a root of its own whose /proc and /sys
/// say what the test wants. chroot(2) is the process's, hence one process each.
@Suite struct InstallTests {
    @Test func `variants for several kernels stand side by side`() async {
        await #expect(processExitsWith: .success) {
            let host = try await Host(running: "6.1.0-56-cloud-amd64")
            defer { try? Files.remove(host.directory) }
            let newer = Sample(kernel: KernelRelease("6.1.0-57-cloud-amd64"))
            var database = try host.database()
            try database.run([.install(try await host.package(newer))])
            try database.run([.install(try await host.package(Sample()))])
            try database.run([
                .install(try await host.package(Sample(name: VariantName("throughput")!)))
            ])
            let found = try database.installed(providingPrefix: "scheduler-variant(")
            #expect(
                found.map { "\($0.nevra)".prefix { $0 != "^" } } == [
                    "scheduler-latency-tuned-1.0.0-1.6.1.0_56_cloud_amd64",
                    "scheduler-latency-tuned-1.0.0-1.6.1.0_57_cloud_amd64",
                    "scheduler-throughput-1.0.0-1.6.1.0_56_cloud_amd64",
                ])
            try database.run([.erase(found[1].nevra)])
            #expect(host.installed("6.1.0-57-cloud-amd64", "latency-tuned") == [])
            #expect(host.installed("6.1.0-56-cloud-amd64", "latency-tuned") == SpecTests.files)
        }
    }

    /// On a host whose kernels are RPM packages the exact one is required.
    @Test(arguments: [
        ("5.14.0-427.el9.x86_64", "5.14.0-427.el9.x86_64", true),
        ("5.14.0-427.el9.x86_64", "5.14.0-428.el9.x86_64", false),
        ("6.1.0-56-cloud-amd64", "5.14.0-427.el9.x86_64", false),
    ])
    func `the kernel package is required`(variant: String, kernel: String, works: Bool) async {
        await #expect(processExitsWith: .success) {
            [variant = variant as String, kernel = kernel as String, works = works as Bool] in
            let host = try await Host(running: kernel)
            defer { try? Files.remove(host.directory) }
            var database = try host.database()
            try database.run([.install(try await host.kernelPackage(kernel))])
            let package = try await host.package(Sample(kernel: KernelRelease(variant)))
            do {
                try database.run([.install(package)], options: .init(dryRun: true))
                #expect(works)
            } catch RPMError.refused(let problems, _) {
                #expect(!works && problems.map(\.kind) == [.requires])
                #expect(problems[0].message.contains(variant))
            }
        }
    }

    @Test func `a new version takes the old ones place`() async {
        await #expect(processExitsWith: .success) {
            let host = try await Host(running: "6.1.0-56-cloud-amd64")
            defer { try? Files.remove(host.directory) }
            try host.load("latency-tuned")
            var database = try host.database()
            try database.run([.install(try await host.package(Sample()))])
            let old = try database.installed(named: "scheduler-latency-tuned")[0].nevra
            let new = try await host.package(Sample(version: "1.1.0"))
            try database.run([.install(new), .erase(old)])
            let found = try database.installed(named: "scheduler-latency-tuned")
            #expect(found.map(\.nevra.version) == ["1.1.0"])
            #expect(host.installed("6.1.0-56-cloud-amd64", "latency-tuned") == SpecTests.files)
        }
    }

    @Test func `a loaded variant is not removed`() async {
        await #expect(processExitsWith: .success) {
            let host = try await Host(running: "6.1.0-56-cloud-amd64")
            defer { try? Files.remove(host.directory) }
            var database = try host.database()
            try database.run([.install(try await host.package(Sample()))])
            let nevra = try database.installed(named: "scheduler-latency-tuned")[0].nevra
            try host.load("latency-tuned")
            do {
                try database.run([.erase(nevra)])
                Issue.record("a loaded variant was removed")
            } catch RPMError.incomplete(let log) {
                #expect(
                    log.contains { $0.contains("latency-tuned is loaded in the running kernel") })
            }
            #expect(host.installed("6.1.0-56-cloud-amd64", "latency-tuned") == SpecTests.files)
            try host.load("throughput")
            try database.run([.erase(nevra)])
            #expect(!Files.exists(host.root.appending("usr/lib/sched")))
        }
    }

    @Test func `the same name loaded for another kernel does not matter`() async {
        await #expect(processExitsWith: .success) {
            let host = try await Host(running: "6.1.0-57-cloud-amd64")
            defer { try? Files.remove(host.directory) }
            try host.load("latency-tuned")
            var database = try host.database()
            try database.run([.install(try await host.package(Sample()))])
            let nevra = try database.installed(named: "scheduler-latency-tuned")[0].nevra
            try database.run([.erase(nevra)])
            #expect(try database.allInstalled().isEmpty)
        }
    }
}

/// A root with the two kernel files that the package's scriptlet reads.
struct Host {
    let directory: FilePath
    let root: FilePath
    private let sysfs = RuntimeContract.current.sysfs

    init(running kernel: String) async throws {
        directory = try Files.makeTemporaryDirectory("host")
        root = directory.appending("root")
        try Files.createDirectory(root.appending("proc/sys/kernel"))
        try Files.createDirectory(root.appending(sysfs.path.string))
        try Files.write("\(kernel)\n".utf8, to: root.appending("proc/sys/kernel/osrelease"))
    }

    func load(_ name: String) throws {
        try Files.write(
            "\(name)\n".utf8, to: root.appending(sysfs.path.appending(sysfs.name).string))
    }

    func database() throws -> RPMDatabase { try RPMDatabase(root: root, databasePath: "/db") }

    func package(_ sample: Sample) async throws -> FilePath {
        let place = directory.appending("build")
        try Files.createDirectory(place)
        let inputs = try sample.files(in: place)
        return try await VariantPackager(dataRoot: Checkout.root)
            .package(
                module: inputs.module, manifest: sample.manifest, record: sample.record,
                lock: inputs.lock, into: directory.appending("out")
            ).file
    }

    /// An empty kernel-core that provides that release, as Fedora's does.
    func kernelPackage(_ release: String) async throws -> FilePath {
        let spec = directory.appending("kernel-core.spec")
        let text = """
            Name: kernel-core
            Version: 1
            Release: 1
            Summary: For tests
            License: GPL-2.0-only
            BuildArch: noarch
            Provides: kernel-uname-r = \(release)
            %description
            For tests.
            %files

            """
        try Files.write(text.utf8, to: spec)
        try await Command(
            "rpmbuild",
            [
                "-bb", "--define", "_topdir \(directory)/kernel", "--define",
                "_dbpath \(directory)/kernel/db", spec.string,
            ]
        ).runChecked(timeout: 60)
        return directory.appending("kernel/RPMS/noarch/kernel-core-1-1.noarch.rpm")
    }

    /// Names in a variant's directory, empty when there is none.
    func installed(_ kernel: String, _ variant: String) -> [String] {
        (try? Files.list(root.appending("usr/lib/sched/\(kernel)/\(variant)"))) ?? []
    }
}
