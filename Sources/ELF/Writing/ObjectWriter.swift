// SPDX-License-Identifier: Apache-2.0
internal import CElf
import Glibc
import SystemPackage

/// Writes relocatable objects with libelf, which does the file layout.
package enum ObjectWriter {
    /// Writes the object to `path`; an existing file is overwritten. Nothing is
    /// touched when the object itself is refused.
    package static func write(
        _ object: ObjectFile, to path: FilePath
    ) throws(ELFWriterError) {
        let bytes = try encode(object)
        do {
            let descriptor = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            do {
                try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
            } catch let errno as Errno {
                throw ELFWriterError.file(operation: "write", path: path, errno: errno)
            }
        } catch let error as ELFWriterError {
            throw error
        } catch {
            throw .file(operation: "create", path: path, errno: error as? Errno ?? .ioError)
        }
    }

    /// The bytes of the object file. libelf writes to descriptors only: it gets
    /// an anonymous file in memory.
    package static func encode(_ object: ObjectFile) throws(ELFWriterError) -> [UInt8] {
        let layout = try ObjectLayout(object)
        let number = memfd_create("object", 1 /* MFD_CLOEXEC */)
        guard number >= 0 else { throw memoryFileError("create") }
        defer { close(number) }
        let size: Int
        do {
            var handle = try ElfHandle(descriptor: number)
            for entry in layout.entries { try handle.add(entry) }
            size = try handle.finish(nameTableIndex: layout.nameTableIndex)
        }
        return try readBack(number, count: size)
    }

    private static func readBack(
        _ descriptor: CInt, count: Int
    ) throws(ELFWriterError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let amount = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + done, count - done, off_t(done))
            }
            guard amount > 0 else { throw memoryFileError("read") }
            done += amount
        }
        return bytes
    }

    private static func memoryFileError(_ operation: String) -> ELFWriterError {
        .file(operation: operation, path: "memfd:object", errno: Errno(rawValue: errno))
    }
}
