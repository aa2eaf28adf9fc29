// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// Asks the machine's own apt. Runs when SCHED_TEST_APT names a release that
/// it has with all four packages; SCHED_TEST_LOCK, if set, gets the result.
@Suite(.enabled(if: Surroundings.variable("SCHED_TEST_APT") != nil))
struct RealAptTests {
    @Test func aReleaseResolvesToFourPackagesOfOneVersion() async throws {
        let release = try #require(Surroundings.variable("SCHED_TEST_APT"))
        try await withFolder { folder in
            let manifest = try sampleManifest(in: folder, kernels: [release])
            let lock = try await resolve(manifest, cache: folder)
            let kernel = try #require(lock.kernels.first)
            #expect(kernel.release.rawValue == release)
            #expect(kernel.packages.map(\.role) == Lock.Package.Role.allCases)
            #expect(Set(kernel.packages.map(\.version)).count == 1)
            if let path = Surroundings.variable("SCHED_TEST_LOCK") {
                try LockFile.store(lock, at: FilePath(path))
            }
        }
    }

    @Test(arguments: ["newest", "6.1.0-*-cloud-amd64"])
    func aWideRequestResolvesToOneKernel(_ text: String) async throws {
        try await withFolder { folder in
            let lock = try await resolve(
                sampleManifest(in: folder, kernels: [text]), cache: folder)
            #expect(lock.kernels.count == 1)
            #expect(lock.kernels[0].release.rawValue.hasSuffix("-cloud-amd64"))
        }
    }

    @Test func anUnknownReleaseNamesOthers() async throws {
        try await withFolder { folder in
            let manifest = try sampleManifest(in: folder, kernels: ["6.1.0-999-cloud-amd64"])
            let error = await #expect(throws: DiagnosticsError.self) {
                try await resolve(manifest, cache: folder)
            }
            let diagnostic = try #require(error?.diagnostics.first)
            #expect(diagnostic.code == "kernel-not-found")
            #expect(diagnostic.location?.line == 10)
            #expect(diagnostic.hint?.contains("-cloud-amd64") == true)
        }
    }
}
