// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import MicroVM
@testable import Support

@Suite struct InitramfsTests {
    @Suite struct Archive {
        @Test func `a record's header has the fields of newc, in order`() {
            var archive = CPIOArchive()
            _ = archive.header("usr", .directory, permissions: 0o755)
            let bytes = archive.header(
                "dev/null", .characterDevice, permissions: 0o666, size: 0, device: (1, 3))
            let fields = [
                "070701", "00000002", "000021b6", "00000000", "00000000", "00000001", "00000000",
                "00000000", "00000000", "00000000", "00000001", "00000003", "00000009", "00000000",
            ]
            let expected = Array((fields.joined() + "dev/null\0").utf8)
            #expect(bytes == expected + [0])
            #expect(bytes.count % 4 == 0)
        }

        @Test(arguments: [(0, 0), (1, 3), (2, 2), (3, 1), (4, 0), (5, 3)])
        func padding(size: Int, zeros: Int) {
            #expect(CPIOArchive.padding(after: size).count == zeros)
        }

        @Test func `what is written is what cpio reads, and twice the same`() async throws {
            let directory = try Files.makeTemporaryDirectory("sched-initramfs")
            defer { try? Files.remove(directory) }
            try Files.write(Array("12345".utf8), to: directory.appending("source"))
            var plan = InitramfsPlan()
            try plan.addText("/init", "#!/bin/sh\n", permissions: 0o755)
            try plan.addFile(directory.appending("source"), at: "/opt/data/five")
            let (first, second) = (directory.appending("1"), directory.appending("2"))
            try plan.write(to: first)
            try plan.write(to: second)
            let bytes = try Files.read(first)
            #expect(try Files.read(second) == bytes)
            let records = Self.records(bytes)
            #expect(records.map(\.name) == plan.sorted.map { String($0.path.dropFirst()) })
            #expect(records.first { $0.name == "opt/data/five" }?.data == Array("12345".utf8))
            #expect(records.first { $0.name == "init" }?.mode == 0o100755)
            #expect(records.first { $0.name == "lib" }?.data == Array("usr/lib".utf8))
            #expect(records.first { $0.name == "lib" }?.mode == 0o120777)
        }

        /// A reader of newc, independent of the writer.
        static func records(_ bytes: [UInt8]) -> [(name: String, mode: Int, data: [UInt8])] {
            var found: [(name: String, mode: Int, data: [UInt8])] = []
            var offset = 0
            func field(_ index: Int) -> Int {
                let start = offset + 6 + 8 * index
                return Int(String(decoding: bytes[start..<start + 8], as: UTF8.self), radix: 16)!
            }
            while true {
                let (mode, size, nameSize) = (field(1), field(6), field(11))
                let nameEnd = offset + 110 + nameSize - 1
                let name = String(decoding: bytes[offset + 110..<nameEnd], as: UTF8.self)
                if name == "TRAILER!!!" { return found }
                let data = (nameEnd + 1 + 3) / 4 * 4
                found.append((name, mode, Array(bytes[data..<data + size])))
                offset = (data + size + 3) / 4 * 4
            }
        }
    }

    @Suite struct Plan {
        @Test(arguments: [
            ("/bin/sh", "/usr/bin/sh"), ("/lib/x/../y", "/usr/lib/y"), ("/lib", "/lib"),
            ("/library/x", "/library/x"), ("etc/./passwd", "/etc/passwd"),
            ("/lib64/ld.so", "/usr/lib64/ld.so"),
        ])
        func normalises(path: String, expected: String) {
            #expect(InitramfsPlan.normalised(FilePath(path)) == expected)
        }

        @Test func `directories above an entry are made and come before it`() throws {
            var plan = InitramfsPlan()
            try plan.addText("/a/b/c", "x")
            let paths = plan.sorted.map(\.path)
            let positions = ["/a", "/a/b", "/a/b/c"].compactMap(paths.firstIndex)
            #expect(positions.count == 3)
            #expect(positions == positions.sorted())
        }

        @Test func `a later entry replaces a file, but not a directory`() throws {
            var plan = InitramfsPlan()
            try plan.addText("/a/b", "old")
            try plan.addText("/a/b", "new")
            #expect(plan["/a/b"]?.content == .text("new"))
            try plan.addIfAbsent("/a/b", .init(.text("newer"), permissions: 0o644))
            #expect(plan["/a/b"]?.content == .text("new"))
            #expect(throws: MachineError.guestPathConflict(path: "/a")) {
                try plan.addText("/a", "x")
            }
            #expect(throws: MachineError.guestPathConflict(path: "/a/b")) {
                try plan.addText("/a/b/c", "x")
            }
        }

        @Test func `a directory is copied whole, with its links and permissions`() throws {
            let directory = try Files.makeTemporaryDirectory("sched-tree")
            defer { try? Files.remove(directory) }
            try Files.createDirectory(directory.appending("sub"))
            try Files.write(
                [1], to: directory.appending("sub").appending("run"), permissions: 0o755)
            try Files.symbolicLink(directory.appending("link"), to: "sub/run")
            var plan = InitramfsPlan()
            try plan.addTree(directory, at: "/data")
            #expect(plan["/data/link"]?.content == .link("sub/run"))
            #expect(plan["/data/sub/run"]?.permissions == 0o755)
            #expect(plan["/data/sub"]?.content == .directory)
        }

        @Test func `not includable`() {
            var plan = InitramfsPlan()
            #expect(throws: MachineError.notIncludable("/dev/null")) {
                try plan.addTree("/dev/null", at: "/x")
            }
        }
    }
}
