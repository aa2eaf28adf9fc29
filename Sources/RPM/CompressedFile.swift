// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc
import Support
import SystemPackage

/// Expands a file that may be compressed, as repository metadata is: by its name's
/// end `.gz`, `.zst`, `.xz` or `.bz2`, through librpmio. Whether the file is whole
/// is the caller's to check by its digest: zlib gives what it has of a truncated
/// one without an error.
package enum CompressedFile {
    /// - Parameters:
    ///   - bytes: of the file, read once and checked already.
    ///   - path: where they came from.
    /// - Throws: `RPMError.file`; a file that expands to more than `limit` bytes
    ///   is `EFBIG`.
    package static func expand(
        _ bytes: [UInt8], from path: FilePath, limit: Int = 1 << 28
    ) throws -> [UInt8] {
        try MemoryFile.with(bytes, name: "compressed") { memory in
            try read(memory, from: path, limit: limit)
        }
    }

    private static func read(
        _ memory: FilePath, from path: FilePath, limit: Int
    ) throws(RPMError) -> [UInt8] {
        try Library.call { (_) throws(RPMError) in
            guard let file = Fopen(memory.string, mode(path)), Ferror(file) == 0 else {
                throw .file(operation: "open", path: path, errno: Errno(rawValue: errno))
            }
            defer { Fclose(file) }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = Fread(&buffer, 1, buffer.count, file)
                if Ferror(file) != 0 || count < 0 {
                    throw .file(operation: "expand", path: path, errno: .ioError)
                }
                if count == 0 { return bytes }
                bytes.append(contentsOf: buffer[..<count])
                if bytes.count > limit {
                    throw .file(operation: "expand", path: path, errno: .fileTooLarge)
                }
            }
        }
    }

    private static func mode(_ path: FilePath) -> String {
        switch path.extension {
        case "gz": "r.gzdio"
        case "zst": "r.zstdio"
        case "xz": "r.xzdio"
        case "bz2": "r.bzdio"
        default: "r.ufdio"
        }
    }
}
