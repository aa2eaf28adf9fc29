// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// An exclusive advisory lock (flock(2)) on a file that exists for nothing
/// else. The kernel drops it when the process ends, however it ends, so a lock
/// is never left behind; the file stays, with its last holder's process id in it. Only
/// its owner may open it, since whoever can open a file can lock it; a symbolic link in
/// its place is refused.
package struct FileLock: ~Copyable {
    private let descriptor: FileDescriptor

    /// Takes the lock, or returns nil when another process (or another task of
    /// this one) holds it.
    package static func tryAcquire(_ path: FilePath) throws -> FileLock? {
        do {
            let descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec, .noFollow],
                permissions: .ownerReadWrite)
            if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 {
                let lock = FileLock(descriptor: descriptor)
                try Files.makePrivate(descriptor)
                try lock.sign()
                return lock
            }
            let failure = Errno(rawValue: errno)
            try descriptor.close()
            if failure == .wouldBlock { return nil }
            throw failure
        } catch let errno as Errno {
            throw SystemError.file(operation: "lock", path: path, errno: errno)
        }
    }

    /// Runs `body` while the lock is held. Until it is free, asks five times a
    /// second; `waiting` is called once when it is not free at first.
    package static func hold<Result>(
        _ path: FilePath, waiting: () -> Void = {},
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async throws -> Result {
        var lock = try tryAcquire(path)
        if lock == nil { waiting() }
        while lock == nil {
            try await Task.sleep(for: .milliseconds(200))
            lock = try tryAcquire(path)
        }
        do {
            let result = try await body()
            lock?.release()
            return result
        } catch {
            lock?.release()
            throw error
        }
    }

    private func sign() throws {
        guard ftruncate(descriptor.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
        try descriptor.writeAll("\(getpid())\n".utf8)
    }

    /// Held until here at the latest; a value that is no longer used may be
    /// destroyed, and its lock dropped, before its scope ends.
    package consuming func release() {}

    deinit {
        // Closing alone is not enough: the lock belongs to the open file, of which a
        // process that was just forked has a copy until it calls exec.
        flock(descriptor.rawValue, LOCK_UN)
        try? descriptor.close()
    }
}
