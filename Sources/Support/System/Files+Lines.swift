// SPDX-License-Identifier: Apache-2.0
import SystemPackage

extension Files {
    /// Reads the file piece by piece and returns its first line (without the
    /// newline) that satisfies `isWanted`; what stands behind it is not read.
    /// For long files of /proc, which cost the kernel time for each line.
    package static func firstLine(
        _ path: FilePath, where isWanted: (ArraySlice<UInt8>) -> Bool
    ) throws -> String? {
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                var pending: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 1 << 14)
                while true {
                    let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                    pending.append(contentsOf: buffer[..<count])
                    let isEnd = count == 0
                    if isEnd && pending.last != 10 && !pending.isEmpty { pending.append(10) }
                    var start = 0
                    while let end = pending[start...].firstIndex(of: 10) {
                        let line = pending[start..<end]
                        if isWanted(line) { return String(decoding: line, as: UTF8.self) }
                        start = end + 1
                    }
                    if isEnd { return nil }
                    pending.removeFirst(start)
                }
            }
        } catch let errno as Errno {
            throw SystemError.file(operation: "read", path: path, errno: errno)
        }
    }
}

extension Files {
    /// `count` bytes from `offset`, or fewer at the end; also of files whose size
    /// is not known (/proc/kcore).
    package static func read(
        _ path: FilePath, from offset: Int64, count: Int
    ) throws -> [UInt8] {
        do {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                var bytes = [UInt8](repeating: 0, count: count)
                var done = 0
                while done < count {
                    let amount = try bytes.withUnsafeMutableBytes { buffer in
                        try descriptor.read(
                            fromAbsoluteOffset: offset + Int64(done),
                            into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
                    }
                    if amount == 0 { break }
                    done += amount
                }
                return Array(bytes[..<done])
            }
        } catch let errno as Errno {
            throw SystemError.file(operation: "read", path: path, errno: errno)
        }
    }
}
