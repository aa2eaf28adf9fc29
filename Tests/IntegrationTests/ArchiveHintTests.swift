// SPDX-License-Identifier: Apache-2.0
import RPM
import SystemPackage
import TestSupport
import Testing
@testable import Kernel
@testable import Support

/// Kernels that apt's lists name and the archive no longer has, and others that cannot be
/// had: the machine's apt with an archive of its own, in which no package is a real one.
@Suite(.enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct ArchiveHintTests {
    /// Its packages are 40, whole; 41, which is only in the lists; 42, without headers.
    private final class Archive {
        let root: FilePath

        init() throws {
            root = try Files.makeTemporaryDirectory("sched-archive")
            for directory in ["archive", "state/lists/partial", "cache/archives/partial"] {
                try Files.createDirectory(root.appending(directory))
            }
            try Files.write([], to: root.appending("status"))
            try Files.write(
                "deb [trusted=yes] copy:\(root)/archive ./\n".utf8,
                to: root.appending("sources.list"))
            try Files.write(
                """
                Dir::State "\(root)/state";
                Dir::State::status "\(root)/status";
                Dir::Etc::sourcelist "\(root)/sources.list";
                Dir::Etc::sourceparts "-";
                Dir::Cache "\(root)/cache";
                APT::Sandbox::User "root";

                """.utf8, to: root.appending("apt.conf"))
            var index = ""
            for number in 40...42 { index += try kernel(number) }
            try Files.write(index.utf8, to: root.appending("archive/Packages"))
        }

        deinit { try? Files.remove(root) }

        private func kernel(_ number: Int) throws -> String {
            let release = "6.1.0-\(number)-cloud-amd64"
            var names = [
                "linux-image-\(release)-unsigned", "linux-image-\(release)-dbg",
                "linux-source-6.1",
            ]
            if number != 42 { names.append("linux-headers-\(release)") }
            return try names.map { name in
                let bytes = Array("\(name) \(number)\n".utf8)
                let file = "\(name)_6.1.\(number)-1_amd64.deb"
                if number != 41 {
                    try Files.write(bytes, to: root.appending("archive").appending(file))
                }
                return """
                    Package: \(name)
                    Version: 6.1.\(number)-1
                    Architecture: amd64
                    Source: linux
                    Filename: ./\(file)
                    Size: \(bytes.count)
                    SHA256: \(SHA256.hex(of: bytes))
                    Description: none


                    """
            }.joined()
        }

        private var environment: [String: String] {
            ["APT_CONFIG": "\(root)/apt.conf", "XDG_CACHE_HOME": "\(root)/xdg", "LC_ALL": "C"]
        }

        func update() async throws {
            _ = try await Command("apt-get", ["-q", "update"], environment: environment)
                .runChecked(timeout: 60)
        }

        /// What `sched add` says for that kernel, and the release that the lock has.
        func add(_ kernel: String) async throws -> (said: String, locked: String?) {
            let manifest = root.appending("asks.yaml")
            try Files.replace(
                manifest,
                with: """
                    name: asks
                    version: 1.0.0
                    summary: Asks for a kernel
                    license: GPL-2.0-only
                    base: {kernel: "\(kernel)", from: debian}
                    boundary: linux-6.1
                    sidecars: !!pairs [cpuusage_write: kernel/sched/cpuacct.c]

                    """.utf8)
            let lock = root.appending("asks.lock")
            if Files.exists(lock) { try Files.remove(lock) }
            let result = try await Command(
                try Lab.program().string,
                [
                    "add", "--data", Lab.root.string, "--repo", "\(root)/repo", manifest.string,
                ], environment: environment
            ).run(timeout: 120)
            #expect(!result.isSuccess, "no package is a real one")
            return (result.errorText, try LockFile.load(lock)?.kernels.first?.release.rawValue)
        }
    }

    @Test func `a pattern takes the next older kernel that can be had`() async throws {
        let archive = try Archive()
        try await archive.update()
        let (said, locked) = try await archive.add("6.1.0-*-cloud-amd64")
        #expect(locked == "6.1.0-40-cloud-amd64", "\(said)")
        #expect(said.contains("apt lists 6.1.0-41-cloud-amd64, but the archive no longer has it"))
    }

    @Test func `an exact kernel that is gone names one that can be had`() async throws {
        let archive = try Archive()
        try await archive.update()
        let (said, locked) = try await archive.add("6.1.0-41-cloud-amd64")
        let told = try #require(FollowedCase.messages(said).first)
        #expect(told.code == "kernel-packages-gone" && locked == nil)
        let named = try #require(told.hint?.firstMatch(of: #/`kernel: (\S+)`/#))
        let next = try await archive.add(String(named.1))
        #expect(next.locked == "6.1.0-40-cloud-amd64", "\(next.said)")
    }

    @Test func `lists that are not there are fetched, as the hint says`() async throws {
        let archive = try Archive()
        let (said, _) = try await archive.add("newest")
        let told = try #require(FollowedCase.messages(said).first)
        #expect(told.code == "kernel-lists-missing")
        #expect(told.hint?.contains("apt-get update") == true)
        try await archive.update()
        #expect(try await archive.add("newest").locked == "6.1.0-40-cloud-amd64")
    }

    @Test func `a kernel that lacks packages names others`() async throws {
        let archive = try Archive()
        try await archive.update()
        let (said, _) = try await archive.add("6.1.0-42-cloud-amd64")
        let told = try #require(FollowedCase.messages(said).first)
        #expect(told.code == "kernel-packages-incomplete")
        let hint = try #require(told.hint)
        #expect(hint.contains("6.1.0-40-cloud-amd64") && !hint.contains("6.1.0-42-cloud-amd64"))
    }

}
