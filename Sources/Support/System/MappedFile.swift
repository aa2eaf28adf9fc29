// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// A file mapped read-only and private. For files that are ours (the cache, a
/// build directory): one that is truncated while mapped raises SIGBUS.
/// A class, because readers that outlive a scope (an ELF image) share it.
package final class MappedFile: @unchecked Sendable {
    // Immutable for its whole life, hence safe to share between threads.
    private let base: UnsafeMutableRawPointer?
    /// Size in bytes.
    package let count: Int

    /// - Throws: `SystemError.file`.
    package init(_ path: FilePath) throws {
        let descriptor: FileDescriptor
        do {
            descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        } catch let errno as Errno {
            throw SystemError.file(operation: "open", path: path, errno: errno)
        }
        defer { try? descriptor.close() }
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else {
            throw SystemError.file(operation: "read", path: path, errno: Errno(rawValue: errno))
        }
        count = Int(status.st_size)
        if count == 0 {
            base = nil
            return
        }
        let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.rawValue, 0)
        guard address != MAP_FAILED, let address else {
            throw SystemError.file(operation: "map", path: path, errno: Errno(rawValue: errno))
        }
        base = address
    }

    deinit { if let base { munmap(base, count) } }

    /// The bytes in place; they must not escape from `body`.
    package func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// All bytes, copied.
    package func copyBytes() -> [UInt8] {
        withUnsafeBytes { Array($0) }
    }
}
