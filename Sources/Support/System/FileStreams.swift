// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// A new file written front to back, for content too large to hold at once.
package struct OutputFile: ~Copyable {
    /// Where it is.
    package let path: FilePath
    private let descriptor: FileDescriptor

    /// Creates the file, or empties the one that is there.
    package init(_ path: FilePath, permissions: UInt16 = 0o644) throws {
        self.path = path
        do {
            descriptor = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: FilePermissions(rawValue: CInterop.Mode(permissions)))
        } catch let errno as Errno {
            throw SystemError.file(operation: "create", path: path, errno: errno)
        }
    }

    deinit { try? descriptor.close() }

    /// Writes the bytes at the end.
    package func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try append($0) }
    }

    /// The whole of another file.
    package func append(contentsOf file: MappedFile) throws {
        try file.withUnsafeBytes { try append($0) }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws {
        do { _ = try descriptor.writeAll(bytes) } catch let errno as Errno {
            throw SystemError.file(operation: "write", path: path, errno: errno)
        }
    }
}

/// Reads what another process appends to a file.
package struct FollowedFile: Sendable {
    /// Where it is.
    package let path: FilePath
    /// Bytes already handed out.
    package private(set) var offset: Int64 = 0

    /// From its beginning; it need not be there yet.
    package init(_ path: FilePath) { self.path = path }

    /// What was appended since the last call; empty when nothing was, or when
    /// the file is not there yet.
    package mutating func next() throws -> [UInt8] {
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                var bytes: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = try buffer.withUnsafeMutableBytes {
                        try descriptor.read(fromAbsoluteOffset: offset, into: $0)
                    }
                    if count == 0 { return bytes }
                    bytes.append(contentsOf: buffer[..<count])
                    offset += Int64(count)
                }
            }
        } catch Errno.noSuchFileOrDirectory {
            return []
        } catch let errno as Errno {
            throw SystemError.file(operation: "read", path: path, errno: errno)
        }
    }
}
