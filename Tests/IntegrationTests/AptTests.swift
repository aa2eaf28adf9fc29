// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// Asks the machine's own apt.
@Suite(.enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct AptTests {
    private func resolve(_ kernel: String) async throws -> Lock {
        let directory = try Files.makeTemporaryDirectory("sched-apt")
        defer { try? Files.remove(directory) }
        let file = directory.appending("variant.yaml")
        let text = """
            name: asks-apt
            version: 1.0.0
            summary: Changes nothing
            license: GPL-2.0-only
            base:
              kernel: "\(kernel)"
              from: debian
            boundary: linux-6.1
            """
        try Files.write(text.utf8, to: file)
        let (manifest, _) = try ManifestLoader.load(file, recipes: Checkout.path("recipes"))
        let digest = Digest(hex: String(repeating: "0", count: 64))
        return try await Resolver().resolve(
            manifest: manifest, recipe: digest, runtime: digest, existing: nil, mode: .update,
            cache: KernelCache(directory), progress: .silent)
    }

    @Test(arguments: ["newest", "6.1.0-*-cloud-amd64"])
    func `a wide request resolves to one kernel, and its release to the same`(
        _ request: String
    ) async throws {
        let kernel = try #require(try await resolve(request).kernels.first)
        #expect(kernel.release.rawValue.hasSuffix("-cloud-amd64"))
        #expect(kernel.packages.map(\.role) == Lock.Package.Role.allCases)
        #expect(Set(kernel.packages.map(\.version)).count == 1)
        let again = try await resolve(kernel.release.rawValue)
        #expect(again.kernels == [kernel])
    }

    @Test func `an unknown release names others`() async throws {
        let error = await #expect(throws: DiagnosticsError.self) {
            try await resolve("6.1.0-999-cloud-amd64")
        }
        let diagnostic = try #require(error?.diagnostics.first)
        #expect(diagnostic.code == .kernelNotFound)
        #expect(diagnostic.location?.line == 6)
        #expect(diagnostic.hint?.contains("-cloud-amd64") == true)
    }
}
