// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// With every package in the cache apt is never asked: these run anywhere.
@Suite struct ResolverTests {
    private func codes(_ error: DiagnosticsError?) -> [DiagnosticCode] {
        error?.diagnostics.map(\.code) ?? []
    }

    /// A manifest for `request`, a lock for `release`, and its packages cached.
    private func withLocked(
        _ request: String, _ release: String,
        _ body: (FilePath, Manifest, Lock) async throws -> Void
    ) async throws {
        try await withDirectory { directory in
            let kernel = sampleKernel(release)
            try fillCache(directory, with: kernel)
            let manifest = try sampleManifest(in: directory, kernels: [request])
            let empty = Lock(
                variant: manifest.name.value, version: "1.0", kernels: [kernel], patches: [:],
                recipe: recipeDigest, runtime: runtimeDigest, manifest: recipeDigest)
            let lock = try await resolve(
                manifest, existing: empty, mode: .offline, cache: directory)
            try await body(directory, manifest, lock)
        }
    }

    @Test(arguments: Manifest.KernelSource.allCases.filter { $0 != .debian })
    func `only debian is supported`(_ source: Manifest.KernelSource) async throws {
        try await withDirectory { directory in
            let manifest = try sampleManifest(in: directory, kernels: ["newest"], from: source)
            let error = await #expect(throws: DiagnosticsError.self) {
                try await resolve(manifest, cache: directory)
            }
            #expect(codes(error) == [.kernelSourceUnsupported])
            #expect(error?.diagnostics.first?.location?.line == 5)
        }
    }

    @Test(arguments: ["6.1.0-40-cloud-amd64", "6.1.0-*-cloud-amd64", "newest"])
    func `a locked kernel that still fits is kept`(_ request: String) async throws {
        try await withLocked(request, "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            #expect(lock.kernels == [sampleKernel("6.1.0-40-cloud-amd64")])
            #expect(lock.patches.keys.sorted() == ["one.patch"])
            let again = try await resolve(manifest, existing: lock, cache: directory)
            #expect(again == lock)
            let locked = try await resolve(
                manifest, existing: lock, mode: .locked, cache: directory)
            #expect(locked == lock)
        }
    }

    @Test func `locked and offline at once means both`() async throws {
        try await withLocked("newest", "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            let same = try await resolve(
                manifest, existing: lock, mode: .lockedOffline, cache: directory)
            #expect(same == lock)
            let none = await #expect(throws: DiagnosticsError.self) {
                try await resolve(manifest, mode: .lockedOffline, cache: directory)
            }
            #expect(codes(none) == [.lockMissing])
            try Files.remove(KernelCache(directory).file(of: lock.kernels[0].packages[1]))
            let missing = await #expect(throws: DiagnosticsError.self) {
                try await resolve(
                    manifest, existing: lock, mode: .lockedOffline, cache: directory)
            }
            #expect(codes(missing) == [.kernelNotCached])
            try fillCache(directory, with: lock.kernels[0])
            try Files.write(
                Array("--- a/k.c\n+++ b/k.c\n@@ -1 +1 @@\n-a\n+c\n".utf8),
                to: directory.appending("one.patch"))
            let edited = try sampleManifest(in: directory, kernels: ["newest"])
            let changed = await #expect(throws: DiagnosticsError.self) {
                try await resolve(edited, existing: lock, mode: .lockedOffline, cache: directory)
            }
            #expect(codes(changed) == [.lockOutdated])
        }
    }

    @Test func `each set of flags is one mode`() {
        for (flags, mode) in [
            ((false, false, false), LockMode.update), ((false, false, true), .upgrade),
            ((false, true, false), .offline), ((true, false, false), .locked),
            ((true, true, false), .lockedOffline), ((true, true, true), .lockedOffline),
        ] {
            #expect(LockMode(locked: flags.0, offline: flags.1, upgrade: flags.2) == mode)
        }
        #expect(LockMode.allCases.filter(\.keepsLock) == [.locked, .lockedOffline])
        #expect(LockMode.allCases.filter(\.isOffline) == [.offline, .lockedOffline])
    }

    @Test func `every difference from the lock is reported`() async throws {
        try await withLocked("newest", "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            try Files.write(
                Array("--- a/k.c\n+++ b/k.c\n@@ -1 +1 @@\n-a\n+c\n".utf8),
                to: directory.appending("one.patch"))
            try Files.write(Array("name: other\n".utf8), to: FilePath(manifest.path))
            var changed = try sampleManifest(in: directory, kernels: ["newest"])
            changed.version.value = "2.0"
            let other = Digest(hex: String(repeating: "c", count: 64))
            let error = await #expect(throws: DiagnosticsError.self) {
                try await resolve(
                    changed, existing: lock, mode: .locked, runtime: other, cache: directory)
            }
            #expect(Set(codes(error)) == [.lockOutdated])
            let messages = error?.diagnostics.map(\.message) ?? []
            #expect(
                messages == [
                    "version 2.0, locked 1.0", "patch `one.patch` has changed",
                    "the kernel-side runtime has changed", "the manifest has changed",
                ])
            #expect(error?.diagnostics[1].location?.line == 20)
            #expect(error?.diagnostics.last?.hint != nil)
        }
    }

    @Test func `a patch that came or went is a difference`() async throws {
        try await withLocked("newest", "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            var old = lock
            old.patches = ["gone.patch": recipeDigest]
            let error = await #expect(throws: DiagnosticsError.self) {
                try await resolve(manifest, existing: old, mode: .locked, cache: directory)
            }
            #expect(
                error?.diagnostics.map(\.message) == [
                    "patch `one.patch` is not in the lock",
                    "patch `gone.patch` is locked, but not in the manifest",
                ])
        }
    }

    /// What is built is what was read: the lock names that, not what the files
    /// have become since.
    @Test func `a file that changes after the load does not change the lock`() async throws {
        try await withLocked("newest", "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            try Files.write(Array("later\n".utf8), to: directory.appending("one.patch"))
            try Files.write(Array("later\n".utf8), to: FilePath(manifest.path))
            let again = try await resolve(manifest, existing: lock, mode: .locked, cache: directory)
            #expect(again == lock)
            #expect(again.patches == Patch.digests(manifest.patches))
        }
    }

    @Test func `locked needs a lock`() async throws {
        try await withDirectory { directory in
            let manifest = try sampleManifest(in: directory, kernels: ["newest"])
            let error = await #expect(throws: DiagnosticsError.self) {
                try await resolve(manifest, mode: .locked, cache: directory)
            }
            #expect(codes(error) == [.lockMissing])
        }
    }

    @Test func `offline names what the cache lacks`() async throws {
        try await withLocked("newest", "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            let gone = lock.kernels[0].packages[1]
            try Files.remove(KernelCache(directory).file(of: gone))
            let error = await #expect(throws: DiagnosticsError.self) {
                try await resolve(manifest, existing: lock, mode: .offline, cache: directory)
            }
            #expect(codes(error) == [.kernelNotCached])
            #expect(error?.diagnostics.first?.notes.count == 1)
            #expect(error?.diagnostics.first?.location?.line == 10)
        }
    }

    @Test func `a prepared tree needs no packages`() async throws {
        try await withLocked("newest", "6.1.0-40-cloud-amd64") { directory, manifest, lock in
            let cache = KernelCache(directory)
            try Files.remove(cache.packages)
            let kernel = cache.directory(of: lock.kernels[0])
            try Files.createDirectory(kernel.path)
            try Files.write(Array("{}".utf8), to: kernel.record)
            let again = try await resolve(
                manifest, existing: lock, mode: .offline, cache: directory)
            #expect(again == lock)
        }
    }
}
