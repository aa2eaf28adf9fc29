// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// A new file of which parts are written in any order, by several threads if need be.
/// What is never written reads as zeros and takes no room on the disk.
package final class SparseFile: Sendable {
    /// Where it is.
    package let path: FilePath
    private let descriptor: FileDescriptor

    /// Creates the file with `size` bytes, or replaces what the one that is there holds.
    ///
    /// - Throws: `SystemError.file`.
    package init(_ path: FilePath, size: Int) throws {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: FilePermissions(rawValue: 0o644))
            try descriptor.resize(to: Int64(size))
        } catch let errno as Errno {
            throw SystemError.file(operation: "create", path: path, errno: errno)
        }
    }

    deinit { try? descriptor.close() }

    /// - Parameter offset: in bytes.
    /// - Throws: `SystemError.file`.
    package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        do { try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes) } catch let errno
            as Errno
        {
            throw SystemError.file(operation: "write", path: path, errno: errno)
        }
    }

    /// Makes bytes zero that were written.
    ///
    /// - Throws: `SystemError.file`.
    package func clear(_ range: Range<Int>) throws {
        let zeros = [UInt8](repeating: 0, count: range.count)
        try zeros.withUnsafeBytes { try write($0, at: range.lowerBound) }
    }
}
