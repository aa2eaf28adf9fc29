// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// Follows a file that grows, such as /dev/kmsg, from the moment it is opened.
package struct RecordReader: ~Copyable {
    private let descriptor: FileDescriptor

    /// Opens the file without waiting and stands behind its last record.
    package init(_ path: FilePath) throws {
        descriptor = try Self.open(path)
    }

    private static func open(_ path: FilePath) throws -> FileDescriptor {
        do {
            let descriptor = try FileDescriptor.open(
                path, .readOnly, options: [.nonBlocking, .closeOnExec])
            do {
                try descriptor.seek(offset: 0, from: .end)
            } catch {
                try descriptor.close()
                throw error
            }
            return descriptor
        } catch let errno as Errno {
            throw SystemError.file(operation: "read", path: path, errno: errno)
        }
    }

    deinit { try? descriptor.close() }

    /// What was appended since the last call, without waiting for more. Records
    /// that the kernel has overwritten in the meantime are lost (EPIPE).
    package func drain() -> [UInt8] {
        var found: [UInt8] = []
        // One record of /dev/kmsg is at most CONSOLE_EXT_LOG_MAX = 8192 bytes
        // (include/linux/printk.h), and a smaller buffer is EINVAL.
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            do {
                let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                if count == 0 { return found }
                found.append(contentsOf: buffer[..<count])
            } catch Errno.brokenPipe {
                continue
            } catch {
                return found
            }
        }
    }
}
