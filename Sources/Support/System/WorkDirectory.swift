// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// A directory for one piece of work. It goes when the work ends; what a killed process
/// left is removed by the next that makes one in the same place.
package enum WorkDirectory {
    private static let lockName = ".lock"
    /// Seconds after which a directory without a lock of its own is nobody's.
    private static let grace = 86_400.0

    /// - Parameters:
    ///   - prefix: of its name.
    ///   - parent: a directory for nothing but work; created when missing.
    package static func with<Result>(
        _ prefix: String, in parent: FilePath, isolation: isolated (any Actor)? = #isolation,
        _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        try Files.createDirectory(parent)
        // Nobody makes a directory while another looks which are abandoned.
        let path = try await FileLock.hold(parent.appending(lockName)) {
            try removeAbandoned(in: parent)
            let path = try Files.makeTemporaryDirectory(prefix, in: parent)
            try Files.write([], to: path.appending(lockName), permissions: 0o600)
            return path
        }
        defer { try? Files.remove(path) }
        return try await FileLock.hold(path.appending(lockName)) { try await body(path) }
    }

    private static func removeAbandoned(in parent: FilePath) throws {
        for name in try Files.list(parent) {
            let path = parent.appending(name)
            guard !Files.isSymbolicLink(path), Files.isDirectory(path), isAbandoned(path)
            else { continue }
            try Files.remove(path)
        }
    }

    private static func isAbandoned(_ path: FilePath) -> Bool {
        let lock = path.appending(lockName)
        let age = Surroundings.now - (Files.modificationTime(path) ?? Surroundings.now)
        guard Files.exists(lock) else { return age > grace }
        guard let held = try? FileLock.tryAcquire(lock) else { return false }
        held.release()
        return true
    }
}
