// SPDX-License-Identifier: Apache-2.0
import SystemPackage
@testable import Kernel
@testable import Manifest
@testable import Support

let recipeDigest = Digest(hex: String(repeating: "a", count: 64))
let runtimeDigest = Digest(hex: String(repeating: "b", count: 64))

/// Runs `body` in a directory that is gone afterwards.
func withDirectory<Result>(_ body: (FilePath) async throws -> Result) async throws -> Result {
    let directory = try Files.makeTemporaryDirectory("sched-resolution")
    do {
        let result = try await body(directory)
        try Files.remove(directory)
        return result
    } catch {
        try? Files.remove(directory)
        throw error
    }
}

/// A manifest on disk with one patch; `base.kernel`'s entries stand on line 10
/// and after.
func sampleManifest(
    in directory: FilePath, kernels: [String], from source: Manifest.KernelSource = .debian
) throws -> Manifest {
    let path = directory.appending("sample.yaml").string
    let patch = directory.appending("one.patch")
    if !Files.exists(FilePath(path)) {
        try Files.write(Array("name: sample\n".utf8), to: FilePath(path))
        try Files.write(
            Array("--- a/k.c\n+++ b/k.c\n@@ -1 +1 @@\n-a\n+b\n".utf8), to: patch)
    }
    func located<Value>(_ value: Value, _ line: Int) -> Located<Value> {
        Located(value, at: SourceLocation(file: path, line: line, column: 3))
    }
    return Manifest(
        path: path, content: FileContent(try Files.read(FilePath(path))),
        name: located(VariantName("sample")!, 1), version: located("1.0", 2),
        summary: "A sample", license: "GPL-2.0-only",
        base: Manifest.Base(
            kernels: kernels.enumerated().map { located($1, 10 + $0) }, from: located(source, 5)),
        boundary: Manifest.BoundarySpec(recipe: located("linux-6.1", 6)),
        patches: [
            try Patch(
                name: "one.patch", path: patch.string,
                location: SourceLocation(file: path, line: 20, column: 3),
                bytes: try Files.read(patch))
        ])
}

func resolve(
    _ manifest: Manifest, existing: Lock? = nil, mode: LockMode = .update,
    runtime: Digest = runtimeDigest, cache: FilePath
) async throws -> Lock {
    try await Resolver().resolve(
        manifest: manifest, recipe: recipeDigest, runtime: runtime, existing: existing,
        mode: mode, cache: KernelCache(cache), progress: .silent)
}

/// A kernel whose packages exist only in the lock.
func sampleKernel(_ release: String, version: String = "6.1.192-2") -> Lock.Kernel {
    Lock.Kernel(
        release: KernelRelease(release), sourceVersion: version,
        packages: Lock.Package.Role.allCases.enumerated().map { index, role in
            Lock.Package(
                role: role, name: "\(role.rawValue)-\(release)", version: version,
                architecture: "amd64",
                sha256: Digest(hex: String(repeating: "\(index)", count: 64)),
                size: 4)
        })
}

/// Puts files of the right names and sizes where the cache keeps packages.
func fillCache(_ root: FilePath, with kernel: Lock.Kernel) throws {
    let cache = KernelCache(root)
    try Files.createDirectory(cache.packages)
    for package in kernel.packages {
        try Files.write([UInt8](repeating: 0, count: package.size), to: cache.file(of: package))
    }
}
