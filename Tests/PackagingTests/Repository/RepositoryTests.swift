// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Packaging
@testable import Support

@Suite struct RepositoryTests {
    let kernel = KernelRelease("6.1.0-56-cloud-amd64")

    @Test func `publish list find`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        for version in ["1.2.0", "1.10.0", "1.9.0"] {
            try await repository.publish(variants.make("latency-tuned", version))
        }
        try await repository.publish(variants.make("throughput"))
        try await repository.publish(
            variants.make("throughput", "9", kernel: "6.1.0-57-cloud-amd64"))
        let all = try repository.packages()
        #expect(
            all.map { "\($0.variant) \($0.version) \($0.kernel)" } == [
                "latency-tuned 1.2.0 6.1.0-56-cloud-amd64",
                "latency-tuned 1.9.0 6.1.0-56-cloud-amd64",
                "latency-tuned 1.10.0 6.1.0-56-cloud-amd64",
                "throughput 1.0.0 6.1.0-56-cloud-amd64", "throughput 9 6.1.0-57-cloud-amd64",
            ])
        let name = VariantName("latency-tuned")!
        #expect(try repository.find(name, kernel: kernel)?.version == "1.10.0")
        #expect(try repository.find(name, version: "1.9.0", kernel: kernel)?.version == "1.9.0")
        #expect(try repository.find(name, version: "1", kernel: kernel) == nil)
        #expect(try repository.find(name, kernel: KernelRelease("6.1.0-57-cloud-amd64")) == nil)
        #expect(all.allSatisfy { Files.size(repository.file($0)) == $0.size })
        #expect(all[0].summary == "For tests & more")
        #expect(try repository.verify() == [])
        #expect(try Files.list(repository.path) == [".lock", "packages", "repodata"])
    }

    @Test func `publishing again changes nothing`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let package = try await variants.make("throughput")
        let first = try await repository.publish(package)
        let before = try Files.read(repository.path.appending("repodata/repomd.xml"))
        #expect(try await repository.publish(package) == first)
        #expect(try Files.read(repository.path.appending("repodata/repomd.xml")) == before)
    }

    @Test func `another build takes the place of the first`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let old = try await repository.publish(variants.make("throughput"))
        let new = try await repository.publish(variants.make("throughput", content: "second"))
        #expect(old.nevra != new.nevra && old.version == new.version)
        #expect(old.content != nil && old.content != new.content)
        #expect(try repository.packages() == [new])
        // A reader of the old list still finds what it lists.
        #expect(Files.size(repository.file(old)) == old.size)
    }

    @Test func `one name never stands for two contents`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let first = try await repository.publish(variants.make("throughput"))
        let index = try Files.read(repository.path.appending("repodata/repomd.xml"))
        // It says that it is of another content.
        let forged = try await variants.forged("throughput")
        #expect(forged.nevra == "\(first.nevra)")
        let error = await #expect(throws: RepositoryError.self) {
            try await repository.publish(forged)
        }
        guard case .otherContent(first.nevra, _, listed: first.sha256, _)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(try repository.packages() == [first])
        #expect(try Files.read(repository.path.appending("repodata/repomd.xml")) == index)
    }

    /// As by another version of rpm.
    @Test func `the same content in another wrapping is published already`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let first = try await repository.publish(variants.make("throughput"))
        let again = try await variants.make("throughput", body: "wrapped")
        #expect(try await repository.publish(again) == first)
        // Where the published file is gone, the other takes its place.
        try Files.remove(repository.file(first))
        let second = try await repository.publish(again)
        #expect(second.nevra == first.nevra && second.sha256 != first.sha256)
        #expect(try repository.packages() == [second])
        #expect(try repository.verify() == [])
    }

    @Test(arguments: ["missing", "changed", "cut"])
    func `a published file that is not the one listed is put there again`(
        _ damage: String
    ) async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let package = try await variants.make("throughput")
        let file = repository.file(try await repository.publish(package))
        var bytes = try Files.read(file)
        switch damage {
        case "missing": try Files.remove(file.removingLastComponent())
        case "cut": try Files.write(bytes.dropLast(9), to: file)
        default:
            bytes[bytes.count / 2] ^= 1
            try Files.write(bytes, to: file)
        }
        #expect(try repository.verify().count == 1)
        try await repository.publish(package)
        #expect(try repository.verify() == [])
        #expect(try repository.packages().count == 1)
    }

    @Test func `an empty repository is one`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("a/b/repo"))
        #expect(!repository.exists)
        #expect(throws: RepositoryError.notARepository(repository.path)) {
            try repository.packages()
        }
        try await repository.create()
        #expect(try repository.packages() == [])
        #expect(try repository.verify() == [])
    }

    /// A reader may have read the old repomd.xml just before it was replaced, however long
    /// that one had been there.
    @Test func `superseded metadata stay for an hour after they were superseded`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let data = repository.path.appending("repodata")
        func age() async throws {
            for name in try Files.list(data) {
                try await Command("touch", ["-d", "2 days ago", data.appending(name).string])
                    .runChecked()
            }
        }
        try await repository.publish(variants.make("a"))
        let first = try Set(Files.list(data))
        try await age()
        try await repository.publish(variants.make("b"))
        #expect(try first.isSubset(of: Files.list(data)))
        let second = try Set(
            repository.metadataFiles().map { FilePath($0.location).lastComponent!.string })
        try Files.write("x".utf8, to: data.appending("primary.xml.gz.abc.new"))
        try await age()
        try await repository.publish(variants.make("c"))
        let left = try Set(Files.list(data))
        #expect(second.isSubset(of: left))
        #expect(left.isDisjoint(with: first.subtracting(second).subtracting(["repomd.xml"])))
        #expect(!left.contains("primary.xml.gz.abc.new"))
        #expect(try repository.verify() == [])
    }

    @Test func `a lock that is a symbolic link is refused`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let target = variants.directory.appending("precious")
        try Files.write("content".utf8, to: target)
        try Files.createDirectory(repository.path)
        try Files.symbolicLink(repository.path.appending(".lock"), to: target)
        let package = try await variants.make("a")
        await #expect(throws: SystemError.self) { try await repository.publish(package) }
        #expect(try Files.readText(target) == "content")
    }

    @Test func `what a killed publisher left is removed`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        try Files.createDirectory(repository.path.appending(".publish.abc/repodata"))
        try Files.write("x".utf8, to: repository.path.appending(".publish.abc/repodata/part"))
        try await repository.publish(variants.make("throughput"))
        #expect(!Files.exists(repository.path.appending(".publish.abc")))
    }

    @Test func `concurrent publishers lose nothing`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let packages = try await (1...4).asyncMap { try await variants.make("v\($0)") }
        try await withThrowingTaskGroup { group in
            for package in packages { group.addTask { try await repository.publish(package) } }
            try await group.waitForAll()
        }
        #expect(try repository.packages().count == 4)
        #expect(try repository.verify() == [])
    }

    /// Readers run without a pause while generations are published; each must
    /// see a whole one, and never an older one after a newer one.
    @Test func `readers always see a whole generation`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        try await repository.create()
        let packages = try await (1...6).asyncMap { try await variants.make("v\($0)") }
        let reads = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                for package in packages { try await repository.publish(package) }
                return 0
            }
            for _ in 0..<2 {
                group.addTask {
                    var (count, reads) = (0, 0)
                    while count < packages.count {
                        let found = try repository.packages()
                        try #require(found.count >= count)
                        count = found.count
                        for package in found {
                            try #require(Files.size(repository.file(package)) == package.size)
                        }
                        reads += 1
                        try await Task.sleep(for: .milliseconds(2))
                    }
                    return reads
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(reads > packages.count)
    }
}

@Suite struct VerifyTests {
    @Test(arguments: [
        RepositoryProblem.Kind.missing, .wrongSize, .wrongDigest,
    ])
    func `damaged packages are named`(kind: RepositoryProblem.Kind) async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        try await repository.publish(variants.make("a"))
        let package = try await repository.publish(variants.make("b"))
        let file = repository.file(package)
        var bytes = try Files.read(file)
        switch kind {
        case .missing: try Files.remove(file)
        case .wrongSize: try Files.write(bytes + [0], to: file)
        case .wrongDigest:
            bytes[bytes.count / 2] ^= 1
            try Files.write(bytes, to: file)
        }
        let problems = try repository.verify()
        #expect(problems.map(\.kind) == [kind])
        #expect(problems.map(\.path) == [package.location])
    }

    @Test func `damaged metadata are named`() async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        try await repository.create()
        let directory = repository.path.appending("repodata")
        let primary = try #require(Files.list(directory).first { $0.hasSuffix("primary.xml.gz") })
        try Files.write("x".utf8, to: directory.appending(primary))
        #expect(try repository.verify().map(\.path) == ["repodata/\(primary)"])
        #expect(throws: RepositoryError.self) { try repository.packages() }
        // Publishing would drop what the damaged list held.
        let package = try await variants.make("a")
        await #expect(throws: RepositoryError.self) { try await repository.publish(package) }
    }

    @Test(arguments: ["../../etc/passwd", "/etc/passwd", ""])
    func `a location outside is refused`(location: String) throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory)
        try Files.createDirectory(variants.directory.appending("repodata"))
        let index = variants.directory.appending("repodata/repomd.xml")
        try Files.write(
            "<repomd><data type='primary'><location href='\(location)'/></data></repomd>".utf8,
            to: index)
        #expect(throws: RepositoryError.strayLocation(index, location: location)) {
            try repository.packages()
        }
    }
}

extension Sequence {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
