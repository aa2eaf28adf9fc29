// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// The right to change the host's scheduler: one process at a time has it, from
/// `Host.lock()` to the end of the value's life. Functions that change something
/// take it as an argument.
package struct HostLock: ~Copyable {
    static let file: FilePath = "/run/sched/lock"

    private let lock: FileLock

    /// - Throws: `HostError.locked` at once when another process has it;
    ///   `.notPermitted` when only root may.
    init(_ root: HostRoot) throws {
        let path = root.path(Self.file)
        guard let lock = try Self.acquire(path) else {
            let holder = root.textIfReadable(Self.file) ?? ""
            throw HostError.locked(path, holder: holder.isEmpty ? nil : holder)
        }
        self.lock = lock
    }

    /// A value that is no longer used may be destroyed, and its lock dropped,
    /// before its scope ends: this is where it ends at the latest.
    consuming func release() {}

    private static func acquire(_ path: FilePath) throws -> FileLock? {
        do {
            try Files.createDirectory(path.removingLastComponent(), permissions: 0o700)
            return try FileLock.tryAcquire(path)
        } catch SystemError.file(_, _, errno: .permissionDenied) {
            throw HostError.notPermitted(path)
        }
    }
}
