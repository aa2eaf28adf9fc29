// SPDX-License-Identifier: Apache-2.0
internal import CShim
import SystemPackage

/// Bytes in memory under a path, for libraries that want a file's name: what was read
/// and checked is what they read, whatever becomes of the file that it came from.
package enum MemoryFile {
    /// - Parameters:
    ///   - name: for people who look at the process.
    ///   - body: takes a path that only this process has, until it returns.
    package static func with<Value>(
        _ bytes: [UInt8], name: String, _ body: (FilePath) throws -> Value
    ) throws -> Value {
        let number = sched_memory_file(name)
        guard number >= 0 else { throw failure(name, Errno(rawValue: -number)) }
        let descriptor = FileDescriptor(rawValue: number)
        defer { try? descriptor.close() }
        do { try descriptor.writeAll(bytes) } catch let errno as Errno {
            throw failure(name, errno)
        }
        return try body(FilePath("/proc/self/fd/\(number)"))
    }

    private static func failure(_ name: String, _ errno: Errno) -> SystemError {
        .file(operation: "keep in memory", path: FilePath(name), errno: errno)
    }
}
