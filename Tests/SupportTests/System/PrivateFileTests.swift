// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage
import Testing
@testable import Support

@Suite struct PrivateFileTests {
    private func withDirectory(_ body: (FilePath) throws -> Void) throws {
        let directory = try Files.makeTemporaryDirectory("private")
        defer { try? Files.remove(directory) }
        try body(directory)
    }

    /// What another user can write must not be built into a kernel by root.
    @Test(.enabled(if: Surroundings.isRoot)) func `a directory of another user is told apart`()
        throws
    {
        try withDirectory { directory in
            #expect(Files.belongsToUser(directory))
            #expect(directory.withPlatformString { chown($0, 12_345, 12_345) } == 0)
            #expect(!Files.belongsToUser(directory))
            #expect(!Files.belongsToUser(directory.appending("missing")))
        }
    }

    /// Whoever can open a file can hold its lock.
    @Test func `a lock is for its owner alone, also one that was there`() throws {
        try withDirectory { directory in
            let lock = directory.appending("lock")
            for former: UInt16? in [nil, 0o644, 0o666] {
                if let former {
                    try Files.remove(lock)
                    try Files.write([], to: lock, permissions: former)
                }
                guard let held = try FileLock.tryAcquire(lock) else { throw CancellationError() }
                held.release()
                #expect(try Files.permissions(lock) == 0o600)
            }
        }
    }

    @Test func `a lock is not taken through a symbolic link`() throws {
        try withDirectory { directory in
            let target = directory.appending("precious")
            try Files.write("content".utf8, to: target)
            let lock = directory.appending("lock")
            try Files.symbolicLink(lock, to: target)
            #expect(throws: SystemError.self) { _ = try FileLock.tryAcquire(lock) }
            #expect(throws: SystemError.self) { try Files.makePrivate(lock) }
            #expect(try Files.readText(target) == "content")
            #expect(try Files.permissions(target) == 0o644)
        }
    }

    @Test func `a file that is made private keeps its content; a device is left alone`() throws {
        try withDirectory { directory in
            let file = directory.appending("file")
            try Files.makePrivate(file)
            #expect(try Files.permissions(file) == 0o600)
            try Files.write("content".utf8, to: file)
            try Files.makePrivate(file)
            #expect(try Files.readText(file) == "content")
            let former = try Files.permissions("/dev/null")
            try Files.makePrivate("/dev/null")
            #expect(try Files.permissions("/dev/null") == former)
        }
    }
}

@Suite struct WorkDirectoryTests {
    @Test func `it is there while the work lasts`() async throws {
        let parent = try Files.makeTemporaryDirectory("parent")
        defer { try? Files.remove(parent) }
        let path = try await WorkDirectory.with("build", in: parent.appending("work")) { work in
            #expect(Files.isDirectory(work))
            try Files.write([1], to: work.appending("file"))
            return work
        }
        #expect(!Files.exists(path))
        await #expect(throws: CancellationError.self) {
            try await WorkDirectory.with("build", in: parent.appending("work")) { _ in
                throw CancellationError()
            }
        }
        #expect(try Files.list(parent.appending("work")) == [".lock"])
    }

    @Test func `what a killed process left goes, what others use stays`() async throws {
        let parent = try Files.makeTemporaryDirectory("parent")
        defer { try? Files.remove(parent) }
        let path = parent.string
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            try await WorkDirectory.with("killed", in: FilePath(path)) { work in
                try Files.write([1], to: work.appending("file"))
                kill(getpid(), SIGKILL)
            }
        }
        // Of a program that made no locks: one of today, one of the day before yesterday.
        try Files.createDirectory(parent.appending("new.1"))
        try Files.createDirectory(parent.appending("old.1"))
        try await Command("touch", ["-d", "2 days ago", parent.appending("old.1").string])
            .runChecked()
        #expect(try Files.list(parent).count == 4)
        try await WorkDirectory.with("outer", in: parent) { outer in
            try await WorkDirectory.with("inner", in: parent) { inner in
                let names = [outer, inner].compactMap { $0.lastComponent?.string }
                let found = try Files.list(parent)
                #expect(found == ([".lock", "new.1"] + names).sorted())
            }
        }
    }
}
