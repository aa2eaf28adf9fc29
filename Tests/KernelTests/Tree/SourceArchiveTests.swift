// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Kernel
@testable import Support

/// Archives of a small source tree, and what tar makes of them.
private struct Sample {
    let directory: FilePath
    var tree: FilePath { directory.appending("in") }

    /// Files of many sizes, some larger than a block, with names of more than the
    /// hundred bytes of a header, and links.
    init(_ directory: FilePath) throws {
        self.directory = directory
        var generator = Numbers(state: 1)
        for name in ["arch/x86", "block", "drivers/gpu/one", "drivers/net", "fs", "kernel/sched"] {
            let place = tree.appending(FilePath("linux/\(name)").components)
            try Files.createDirectory(place)
            for number in 0..<(name.hasPrefix("drivers") ? 60 : 15) {
                let long = number % 7 == 0 ? String(repeating: "long", count: 24) : ""
                let size = number % 13 == 0 ? 70_000 : Int(generator.next() % 6000)
                let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
                try Files.write(bytes, to: place.appending("file\(number)\(long).c"))
            }
        }
        // The last member ahead of drivers/ goes over the end of a block, whatever the order.
        try Files.write(
            [UInt8](repeating: 7, count: 200_000), to: tree.appending("linux/crypto.c"))
    }

    /// - Returns: the compressed archive.
    func pack(format: String = "gnu", blockSize: Int = 1 << 16) async throws -> FilePath {
        let file = directory.appending("all.tar")
        try await Command(
            "tar", ["-c", "-f", file.string, "--format=\(format)", "--sort=name", "linux"],
            in: tree
        ).runChecked(timeout: 60)
        try await Command(
            "xz", ["-0", "--keep", "--force", "--block-size=\(blockSize)", file.string]
        ).runChecked(timeout: 60)
        return FilePath(file.string + ".xz")
    }

    /// Every file that tar takes out, with its digest and what ls says of it.
    func listing(_ archive: FilePath, _ options: [String] = []) async throws -> [Substring] {
        let out = directory.appending("out")
        try Files.remove(out)
        try Files.createDirectory(out)
        try await Command(
            "tar",
            [
                "-x", "-f", archive.string, "-C", out.string, "--anchored", "--wildcards",
                "--wildcards-match-slash", "--exclude=linux/drivers/*",
            ] + options
        ).runChecked(timeout: 60)
        let script = """
            find . -type f -exec sha256sum {} + ; find . -mindepth 1 -printf '%p %y %m %s %T@ %l\\n'
            """
        return try await Command("sh", ["-c", script], in: out).runChecked(timeout: 60).text
            .split(separator: "\n").sorted()
    }

    func reduced(_ packed: FilePath) async throws -> (file: FilePath, blocks: Int?) {
        let archive = try #require(XZArchive(try MappedFile(packed)))
        let file = directory.appending("reduced.tar")
        let blocks = try await SourceArchive(archive, unneeded: ["linux/drivers/"])
            .write(to: file)
        return (file, blocks)
    }
}

/// The same numbers each time.
private struct Numbers {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}

private func withSample(_ body: (Sample) async throws -> Void) async throws {
    let directory = try Files.makeTemporaryDirectory("source-archive")
    defer { try? Files.remove(directory) }
    try await body(try Sample(directory))
}

@Suite struct SourceArchiveTests {
    /// The larger the blocks, the more of what is cut lies in those that stay.
    @Test(arguments: ["gnu", "pax"], [4096, 1 << 16, 3 << 17])
    func `a reduced archive gives the same files`(format: String, blockSize: Int) async throws {
        try await withSample { sample in
            let packed = try await sample.pack(format: format, blockSize: blockSize)
            let (file, blocks) = try await sample.reduced(packed)
            #expect(try #require(blocks) >= (blockSize > 1 << 17 ? 0 : 4))
            let all = try await sample.listing(packed)
            #expect(all.count > 100)
            #expect(try await sample.listing(file, ["--ignore-zeros"]) == all)
        }
    }

    @Test func `blocks inside of what is unneeded are not decoded`() async throws {
        try await withSample { sample in
            let packed = try await sample.pack()
            let archive = try #require(XZArchive(try MappedFile(packed)))
            let leftOut = try #require(try await sample.reduced(packed).blocks)
            let bytes = try Files.read(packed)
            var unseen = 0
            for block in archive.blocks {
                // A bit of the block's check.
                var damaged = bytes
                damaged[block.compressed.upperBound - 1] ^= 1
                try Files.write(damaged, to: packed)
                do {
                    unseen += try await sample.reduced(packed).blocks == leftOut ? 1 : 0
                } catch is SystemError {}
            }
            // Some have no header near their beginning.
            #expect(unseen > 3 && unseen <= leftOut)
        }
    }

    @Test func `one block of xz is taken whole`() async throws {
        try await withSample { sample in
            let packed = try await sample.pack(blockSize: 1 << 30)
            let (file, blocks) = try await sample.reduced(packed)
            #expect(blocks == 0)
            let all = try Files.read(sample.directory.appending("all.tar"))
            #expect(try Files.read(file) == all)
        }
    }

    @Test func `blocks that begin within a header cannot be cut`() async throws {
        try await withSample { sample in
            let packed = try await sample.pack(blockSize: 10_000)
            #expect(try await sample.reduced(packed).blocks == nil)
        }
    }

    @Test func `an archive without the magic of ustar cannot be cut`() async throws {
        try await withSample { sample in
            // Too long for that format.
            try await Command(
                "find", [sample.tree.string, "-name", "*long*", "-delete"]
            ).runChecked(timeout: 60)
            let packed = try await sample.pack(format: "v7")
            #expect(try await sample.reduced(packed).blocks == nil)
        }
    }

    @Test func `what is no xz stream is no archive`() async throws {
        try await withSample { sample in
            let packed = try await sample.pack()
            var bytes = try Files.read(packed)
            let other = sample.directory.appending("other")
            try Files.write(bytes + bytes, to: other)
            #expect(XZArchive(try MappedFile(other)) == nil)
            bytes[bytes.count - 1] = 0
            try Files.write(bytes, to: other)
            #expect(XZArchive(try MappedFile(other)) == nil)
            try Files.write([], to: other)
            #expect(XZArchive(try MappedFile(other)) == nil)
        }
    }
}

@Suite struct DebianPackageTests {
    @Test func `vmlinux comes out without relocations of debug information`() async throws {
        let directory = try Files.makeTemporaryDirectory("debian-package")
        defer { try? Files.remove(directory) }
        let place = "usr/lib/debug/boot"
        try Files.createDirectory(directory.appending(FilePath(place).components))
        let functions = (0..<40).map { "int f\($0)(int value) { return value + *pointer; }\n" }
        let source = "int variable; int *pointer = &variable;\n" + functions.joined()
        try Files.write(source.utf8, to: directory.appending("a.c"))
        let file = directory.appending(FilePath("\(place)/vmlinux-6.1.0-1").components)
        try await Command(
            "gcc",
            [
                "-g", "-nostdlib", "-static", "-e", "f0", "-Wl,--emit-relocs", "-o",
                file.string, "a.c",
            ], in: directory
        ).runChecked(timeout: 60)
        // Small blocks, so that some lie inside of the relocations.
        let script = """
            tar -cf data.tar ./usr && xz --block-size=256 data.tar \
            && printf '2.0\\n' > debian-binary && ar rc p.deb debian-binary data.tar.xz
            """
        try await Command("sh", ["-c", script], in: directory).runChecked(timeout: 60)
        let made = directory.appending("vmlinux")
        try await Unpacking(release: KernelRelease("6.1.0-1"))
            .vmlinux(directory.appending("p.deb"), to: made)
        let whole = try Files.read(file)
        #expect(try Files.read(made) != whole)
        #expect(try await relocations(made).contains("R_X86_64_NONE"))
        // All else is the same.
        for path in [made, file] {
            try await Command(
                "objcopy", ["--strip-debug", path.string, path.string + ".code"]
            ).runChecked(timeout: 60)
        }
        let code = try Files.read(FilePath(file.string + ".code"))
        #expect(try Files.read(FilePath(made.string + ".code")) == code)
        let debug = try await debugInformation(file)
        #expect(try await debugInformation(made) == debug)
    }

    private func relocations(_ file: FilePath) async throws -> String {
        try await Command("readelf", ["-rW", file.string]).runChecked(timeout: 60).text
    }

    private func debugInformation(_ file: FilePath) async throws -> String {
        let text = try await Command(
            "objdump", ["--dwarf=info,decodedline", file.string]
        ).runChecked(timeout: 60).text
        return text.replacing(file.string, with: "")
    }
}
