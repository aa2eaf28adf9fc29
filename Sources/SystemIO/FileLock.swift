// SPDX-License-Identifier: Apache-2.0
internal import Glibc
public import SystemPackage

/// An exclusive advisory lock (flock(2)) on a file, held until the value goes
/// out of scope. The kernel releases it when the process ends in any way.
public struct FileLock: ~Copyable {
    private let descriptor: FileDescriptor

    /// Waits until nobody else holds it, without blocking a thread.
    ///
    /// - Parameter seconds: how long to wait at most.
    /// - Throws: `SystemError.file` with `EWOULDBLOCK` when that time has passed,
    ///   or with what prevented opening the file, which is created if missing.
    public static func acquire(_ path: FilePath, seconds: Int = 600) async throws -> FileLock {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if let lock = try acquire(ifFree: path) { return lock }
            guard ContinuousClock.now < deadline else {
                throw SystemError.file(operation: "lock", path: path, errno: .wouldBlock)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Nil when somebody else holds it.
    public static func acquire(ifFree path: FilePath) throws -> FileLock? {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch let errno as Errno {
            throw SystemError.file(operation: "open", path: path, errno: errno)
        }
        if flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 { return FileLock(descriptor) }
        let failure = Errno(rawValue: errno)
        try? descriptor.close()
        if failure == .wouldBlock { return nil }
        throw SystemError.file(operation: "lock", path: path, errno: failure)
    }

    private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    /// Lets others in; the value is of no use afterwards. Called in a `defer`, it
    /// also keeps the lock alive until there.
    public func release() { _ = flock(descriptor.rawValue, LOCK_UN) }

    deinit { try? descriptor.close() }
}

extension Files {
    /// Seconds since 1970 of the last change of content; nil when there is no
    /// such file.
    public static func modificationTime(_ path: FilePath) -> Double? {
        var buffer = stat()
        guard path.withPlatformString({ stat($0, &buffer) }) == 0 else { return nil }
        return Double(buffer.st_mtim.tv_sec) + Double(buffer.st_mtim.tv_nsec) * 1e-9
    }
}
