// SPDX-License-Identifier: Apache-2.0
internal import Glibc
public import SystemPackage

/// An exclusive advisory lock (flock(2)) on a file, held while the value lives.
/// The kernel gives it back when the process ends, however it ends; the file
/// stays, with the process id of its last holder in it.
public struct FileLock: ~Copyable {
    private let descriptor: FileDescriptor

    private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { try? descriptor.close() }

    /// Takes the lock at once, or returns nil when somebody else holds it.
    ///
    /// - Throws: `SystemError` when the file cannot be made or locked.
    public static func acquire(_ path: FilePath) throws -> FileLock? {
        do {
            let descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite])
            guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
                let reason = Errno(rawValue: errno)
                try descriptor.close()
                if reason == .wouldBlock { return nil }
                throw reason
            }
            let lock = FileLock(descriptor)
            try lock.sign()
            return lock
        } catch let errno as Errno {
            throw SystemError.file(operation: "lock", path: path, errno: errno)
        }
    }

    private func sign() throws {
        guard ftruncate(descriptor.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
        try descriptor.writeAll("\(getpid())\n".utf8)
    }
}
