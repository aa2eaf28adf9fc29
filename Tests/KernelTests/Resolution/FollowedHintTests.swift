// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// Hints about kernels and locks, followed to the letter.
@Suite struct FollowedHintTests {
    private let kernel = sampleKernel("6.1.0-40-cloud-amd64")

    /// A directory with the manifest, and a lock that fits it.
    private func withLock(
        _ body: (FilePath, Manifest, Lock) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            try fillCache(directory, with: kernel)
            let manifest = try sampleManifest(in: directory, kernels: ["newest"])
            let first = Lock(
                variant: manifest.name.value, version: "1.0", kernels: [kernel], patches: [:],
                recipe: recipeDigest, runtime: runtimeDigest, manifest: recipeDigest)
            try await body(
                directory, manifest,
                try await resolve(manifest, existing: first, mode: .offline, cache: directory))
        }
    }

    private func told(
        _ code: String, _ hint: String, _ body: () async throws -> Void
    ) async throws {
        let error = await #expect(throws: DiagnosticsError.self) { try await body() }
        let diagnostic = try #require(error?.diagnostics.last)
        #expect(diagnostic.code.rawValue == code)
        #expect(diagnostic.hint?.contains(hint) == true, "\(diagnostic)")
    }

    @Test func `no lock`() async throws {
        try await withLock { directory, manifest, lock in
            try await told("lock-missing", "once without --locked") {
                _ = try await resolve(manifest, mode: .locked, cache: directory)
            }
            let path = LockFile.path(of: manifest)
            try LockFile.store(
                try await resolve(manifest, existing: lock, cache: directory), at: path)
            let made = try LockFile.load(path)
            _ = try await resolve(manifest, existing: made, mode: .locked, cache: directory)
        }
    }

    @Test func `a lock of other inputs`() async throws {
        try await withLock { directory, manifest, lock in
            var edited = manifest
            edited.version.value = "2.0"
            try await told("lock-outdated", "without --locked") { [edited] in
                _ = try await resolve(edited, existing: lock, mode: .locked, cache: directory)
            }
            let updated = try await resolve(edited, existing: lock, cache: directory)
            _ = try await resolve(edited, existing: updated, mode: .locked, cache: directory)
        }
    }

    @Test(arguments: [("lock-invalid", "[]"), ("lock-schema-unknown", "{\"schema\": 99}")])
    func `a lock that is none`(_ code: String, _ text: String) async throws {
        try await withLock { directory, manifest, lock in
            let path = LockFile.path(of: manifest)
            try Files.write(text.utf8, to: path)
            try await told(code, "remove it and run the command again") {
                _ = try LockFile.load(path)
            }
            try Files.remove(path)
            #expect(try LockFile.load(path) == nil)
            try LockFile.store(lock, at: path)
            #expect(try LockFile.load(path) == lock)
        }
    }

    @Test func `packages that are not in the cache`() async throws {
        try await withLock { directory, manifest, lock in
            try Files.remove(KernelCache(directory).file(of: kernel.packages[1]))
            try await told("kernel-not-cached", "once without --offline") {
                _ = try await resolve(manifest, existing: lock, mode: .offline, cache: directory)
            }
            try fillCache(directory, with: kernel)  // As a run without --offline does.
            _ = try await resolve(manifest, existing: lock, mode: .offline, cache: directory)
        }
    }

    @Test(arguments: ["6.1.0-99-cloud-amd64", "6.1.0-9?-amd64", "6.2.0-1-amd64"])
    func `a kernel that is not there`(_ wanted: String) throws {
        let available = ["6.12.1-amd64", "6.1.0-40-cloud-amd64", "6.1.0-40-amd64"]
            .map { KernelRelease($0) }
        let told = KernelDiagnostics.notFound(
            KernelRequest(wanted, recipe: "linux-6.1"), missing: [], available: available)
        #expect(told.code.rawValue == "kernel-not-found")
        let hint = try #require(told.hint)
        let named = hint.dropFirst("available are ".count).prefix { $0 != ";" }.split(
            separator: ", ")
        #expect(!named.isEmpty)
        for name in named {
            let request = KernelRequest(String(name), recipe: "linux-6.1")
            #expect(available.contains(where: request.accepts), "\(name)")
        }
    }

    @Test(arguments: [
        ("  404  Not Found [IP: 192.0.2.1 80]", true), ("410  Gone", true),
        ("Failed to stat - stat (2: No such file or directory)", true),
        ("Could not resolve 'mirror.example'", false), ("503  Service Unavailable", false),
    ])
    func `an archive without the file is told from one that cannot be reached`(
        _ log: String, _ isGone: Bool
    ) {
        #expect(PackageFetch.isGone(log) == isGone)
    }
}
