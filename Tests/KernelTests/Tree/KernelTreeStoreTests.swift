// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

private let kernel = Lock.Kernel(
    release: KernelRelease("6.1.0-1-cloud-amd64"), sourceVersion: "6.1.1-1",
    packages: Lock.Package.Role.allCases.map { role in
        Lock.Package(
            role: role, name: "package-\(role.rawValue)", version: "6.1.1-1",
            architecture: "amd64", sha256: Digest(hex: String(repeating: "d", count: 64)), size: 3)
    })

private func record(_ units: [String]) -> TreeRecord {
    TreeRecord(
        release: kernel.release, buildID: BuildID(hex: "ab"), compiler: "gcc-12",
        compilerVersion: "gcc-12 12.2.0", packages: TreeRecord.digests(of: kernel),
        commands: Dictionary(
            uniqueKeysWithValues: units.map {
                ($0, CompileCommand(unit: $0, flags: ["-O2"], objtool: ["--orc"]))
            }))
}

@Suite struct KernelTreeStoreTests {
    private func withCache(_ body: (KernelCache) async throws -> Void) async throws {
        let directory = try Files.makeTemporaryDirectory("sched-trees")
        defer { try? Files.remove(directory) }
        try await body(KernelCache(directory))
    }

    /// `env` stands for the compiler: it is everywhere and tells its version.
    private func storeRecord(_ cache: KernelCache) async throws {
        let text = try await Command("env", ["--version"]).runChecked().text
        var whole = record(["a.c"])
        whole.compiler = "env"
        whole.compilerVersion = String(text.prefix { $0 != "\n" })
        try Files.createDirectory(cache.directory(of: kernel).path)
        try whole.store(cache.directory(of: kernel).record)
    }

    @Test func `a directory with a fitting record is used as it is`() async throws {
        try await withCache { cache in
            try await storeRecord(cache)
            let tree = try await KernelTreeStore(cache: cache)
                .prepare(kernel, units: ["a.c"], offline: true, progress: .silent)
            #expect(tree.source == cache.directory(of: kernel).source)
            #expect(tree.compileCommands["a.c"]?.flags == ["-O2"])
            #expect(tree.buildID.hex == "ab")
        }
    }

    @Test func `an upgraded compiler is refused`() async throws {
        try await withCache { cache in
            try await storeRecord(cache)
            var old = try #require(
                try TreeRecord.load(cache.directory(of: kernel).record, for: kernel))
            old.compilerVersion = "env 0.1"
            try old.store(cache.directory(of: kernel).record)
            await #expect(throws: KernelTreeError.self) {
                try await KernelTreeStore(cache: cache)
                    .prepare(kernel, units: ["a.c"], offline: true, progress: .silent)
            }
        }
    }

    /// Somebody may be building in the one that is there.
    @Test func `other packages never take a directory's place`() async throws {
        try await withCache { cache in
            let directory = cache.directory(of: kernel)
            #expect(directory.path.lastComponent?.string.hasPrefix("\(kernel.release)-") == true)
            for index in kernel.packages.indices {
                var other = kernel
                other.packages[index].sha256 = Digest(hex: String(repeating: "e", count: 64))
                #expect(cache.directory(of: other) != directory)
            }
            var turned = kernel
            turned.packages.reverse()
            #expect(cache.directory(of: turned) == directory)
        }
    }

    @Test(arguments: ["schema", "packages", "garbage", "missing"])
    func `any other directory is not taken for whole`(_ fault: String) async throws {
        try await withCache { cache in
            try Files.createDirectory(cache.directory(of: kernel).path)
            var record = record(["a.c"])
            if fault == "schema" { record.schema += 1 }
            if fault == "packages" { record.packages["debug"] = Digest(hex: "e") }
            if fault != "missing" { try record.store(cache.directory(of: kernel).record) }
            if fault == "garbage" {
                try Files.write([0x7b], to: cache.directory(of: kernel).record)
            }
            #expect(try TreeRecord.load(cache.directory(of: kernel).record, for: kernel) == nil)
            // In the order in which they are needed.
            let missing = ["headers", "source", "debug", "image"]
                .map { "package-\($0) 6.1.1-1" }
            await #expect(throws: KernelTreeError.packagesMissing(missing)) {
                try await KernelTreeStore(cache: cache)
                    .prepare(kernel, units: ["a.c"], offline: true, progress: .silent)
            }
        }
    }

    /// Right name and size, wrong content: not what the lock means.
    @Test func `a cached package is verified`() async throws {
        try await withCache { cache in
            try Files.createDirectory(cache.packages)
            for package in kernel.packages {
                try Files.write([1, 2, 3], to: cache.file(of: package))
            }
            await #expect(throws: KernelTreeError.self) {
                try await KernelTreeStore(cache: cache)
                    .prepare(kernel, units: ["a.c"], offline: true, progress: .silent)
            }
        }
    }

    @Test func `one holder at a time`() async throws {
        try await withCache { cache in
            let path = cache.root.appending("test.lock")
            #expect(try isFree(path))
            let isFreeInside = try await FileLock.hold(path) { try isFree(path) }
            #expect(!isFreeInside)
            await #expect(throws: CancellationError.self) {
                try await FileLock.hold(path) { throw CancellationError() }
            }
            #expect(try isFree(path))
        }
    }

    private func isFree(_ path: FilePath) throws -> Bool {
        guard let lock = try FileLock.tryAcquire(path) else { return false }
        lock.release()
        return true
    }
}
