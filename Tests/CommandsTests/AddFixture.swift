// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import RPM
@testable import Support

/// A manifest with its lock, a cache that holds the kernel's packages, and a
/// repository: as far as `add` goes before it unpacks a kernel. Nothing here is
/// a real package.
final class AddFixture: Sendable {
    let root: FilePath
    let context: BuildContext
    let manifest: FilePath
    let kernel: Lock.Kernel

    static let release = KernelRelease("6.1.0-40-cloud-amd64")

    /// - Parameters:
    ///   - caches: whether the cache has the kernel's packages.
    ///   - copiesRecipes: for a test that edits them.
    init(caches: Bool = true, copiesRecipes: Bool = false) throws {
        root = try Files.makeTemporaryDirectory("commands")
        if copiesRecipes {
            let recipes = Checkout.root.appending("recipes")
            for file in try Files.walk(recipes) {
                let copy = root.appending("data/recipes").appending(file.components)
                try Files.createDirectory(copy.removingLastComponent())
                try Files.copy(recipes.appending(file.components), to: copy)
            }
        }
        context = BuildContext(
            dataRoot: copiesRecipes ? root.appending("data") : Checkout.root,
            cache: root.appending("cache"),
            repository: root.appending("repo"), progress: .silent)
        manifest = root.appending("sample.yaml")
        kernel = Lock.Kernel(
            release: Self.release, sourceVersion: "6.1.153-1",
            packages: Lock.Package.Role.allCases.enumerated().map { place, role in
                Lock.Package(
                    role: role, name: "package-\(role.rawValue)", version: "6.1.153-1",
                    architecture: "amd64",
                    sha256: Digest(hex: String(repeating: "\(place)", count: 64)), size: 2 << 20)
            })
        try Files.write(Self.text.utf8, to: manifest)
        try Files.write(Self.patch.utf8, to: root.appending("one.patch"))
        if caches {
            let cache = KernelCache(context.cache)
            try Files.createDirectory(cache.packages)
            for package in kernel.packages {
                try Files.write(
                    [UInt8](repeating: 0, count: package.size), to: cache.file(of: package))
            }
        }
        try LockFile.store(lock(), at: lockFile)
    }

    deinit { try? Files.remove(root) }

    var lockFile: FilePath { root.appending("sample.lock") }

    static let text = """
        name: sample
        version: 1.0.0
        summary: For tests
        license: GPL-2.0-only
        base:
          kernel: "6.1.0-*-cloud-amd64"
          from: debian
        boundary: linux-6.1
        patches:
          - one.patch

        """
    static let patch = """
        --- a/kernel/sched/fair.c
        +++ b/kernel/sched/fair.c
        @@ -1 +1 @@
        -a
        +b

        """

    /// A lock of other inputs, which keeps the kernel.
    func lock() -> Lock {
        let none = Digest(hex: String(repeating: "0", count: 64))
        return Lock(
            variant: VariantName("sample")!, version: "1.0.0", kernels: [kernel], patches: [:],
            recipe: none, runtime: none, manifest: none)
    }

    func add(_ mode: LockMode = .offline) -> AddVariant { AddVariant(context: context, mode: mode) }

    /// The lock that resolving gives, stored beside the manifest.
    func storeResolvedLock() async throws -> Lock {
        let resolved = try await Preparation(context: context, mode: .offline).resolve(manifest)
        try LockFile.store(resolved.lock, at: lockFile)
        return resolved.lock
    }

    /// The package's file in the repository.
    var published: FilePath { context.repository.appending("packages/sample.rpm") }

    /// A repository that lists one package of the variant.
    func publish(_ file: FilePath) async throws {
        let digest = try SHA256.hex(of: file)
        let bytes = try Files.read(file)
        try Files.createDirectory(published.removingLastComponent())
        try Files.write(bytes, to: published)
        let data = context.repository.appending("repodata")
        try Files.createDirectory(data)
        let primary = data.appending("primary.xml")
        try Files.write(
            """
            <metadata><package type="rpm"><name>scheduler-sample</name><arch>x86_64</arch>
            <version epoch="0" ver="1.0.0" rel="1"/><checksum type="sha256">\(digest)</checksum>
            <summary>For tests</summary><size package="\(bytes.count)"/><location href="packages/sample.rpm"/>
            <format><rpm:provides>
            <rpm:entry name="scheduler-variant(sample)" flags="EQ" epoch="0" ver="1.0.0"/>
            <rpm:entry name="scheduler-variant-kernel(\(Self.release))"/>
            </rpm:provides></format></package></metadata>
            """.utf8, to: primary)
        try await Command("gzip", ["-n", primary.string]).runChecked(timeout: 60)
        let packed = data.appending("primary.xml.gz")
        try Files.write(
            """
            <repomd><data type="primary"><location href="repodata/primary.xml.gz"/>
            <checksum type="sha256">\(try SHA256.hex(of: packed))</checksum></data></repomd>
            """.utf8, to: data.appending("repomd.xml"))
    }
}
