// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

/// The door to the file system. Every failure is a `SystemError.file` with the
/// operation, the path and errno.
package enum Files {
    /// Whether there is anything at the path, links followed.
    package static func exists(_ path: FilePath) -> Bool {
        path.withPlatformString { access($0, F_OK) == 0 }
    }

    /// Whether it is a directory, links followed.
    package static func isDirectory(_ path: FilePath) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }

    /// Size in bytes, or nil when there is no such file.
    package static func size(_ path: FilePath) -> Int? { status(path).map { Int($0.st_size) } }

    /// Seconds since 1970 of the last change of content; nil when there is no
    /// such file.
    package static func modificationTime(_ path: FilePath) -> Double? {
        status(path).map { Double($0.st_mtim.tv_sec) + Double($0.st_mtim.tv_nsec) * 1e-9 }
    }

    private static func status(_ path: FilePath) -> stat? {
        var buffer = stat()
        return path.withPlatformString { stat($0, &buffer) } == 0 ? buffer : nil
    }

    /// The whole file; also for files of /proc and /sys, whose size is not known.
    /// Refuses more than `limit` bytes.
    package static func read(_ path: FilePath, limit: Int = 1 << 30) throws -> [UInt8] {
        try attempt("read", path) {
            let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try descriptor.closeAfter {
                var bytes: [UInt8] = []
                bytes.reserveCapacity(min(limit, (size(path) ?? 0) + 1))
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                    if count == 0 { return bytes }
                    bytes.append(contentsOf: buffer[..<count])
                    if bytes.count > limit { throw Errno.fileTooLarge }
                }
            }
        }
    }

    /// The whole file as UTF-8, repaired where it is not.
    package static func readText(_ path: FilePath) throws -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Writes in place; for files of /sys, and for new files nobody reads yet.
    package static func write(
        _ bytes: some Sequence<UInt8>, to path: FilePath, permissions: UInt16 = 0o644
    ) throws {
        try attempt("write", path) {
            let descriptor = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: FilePermissions(rawValue: CModeT(permissions)))
            try descriptor.closeAfter { _ = try descriptor.writeAll(Array(bytes)) }
        }
    }

    /// Replaces the file in one rename, after its bytes are on disk: a reader
    /// sees the old content or the new, never a part. Of several writers, in this
    /// process or others, the last one's content stays.
    package static func replace(
        _ path: FilePath, with bytes: some Sequence<UInt8>, permissions: UInt16 = 0o644
    ) throws {
        // Two writers must not meet in the file that is not yet in place.
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let temporary = FilePath("\(path).\(random).new")
        do {
            try attempt("write", temporary) {
                let descriptor = try FileDescriptor.open(
                    temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                    permissions: FilePermissions(rawValue: CModeT(permissions)))
                try descriptor.closeAfter {
                    _ = try descriptor.writeAll(Array(bytes))
                    if fsync(descriptor.rawValue) != 0 { throw Errno(rawValue: errno) }
                }
            }
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
    }

    /// Renames in place of whatever is at `target` (rename(2)).
    package static func rename(_ path: FilePath, to target: FilePath) throws {
        try check("rename", path) {
            path.withPlatformString { from in
                target.withPlatformString { Glibc.rename(from, $0) }
            }
        }
    }

    /// Creates the directory and those above it; an existing one is fine.
    ///
    /// - Parameter permissions: of the directory itself, when it is created.
    package static func createDirectory(_ path: FilePath, permissions: UInt16 = 0o755) throws {
        if isDirectory(path) { return }
        let parent = path.removingLastComponent()
        if !parent.isEmpty && parent != path { try createDirectory(parent) }
        let result = path.withPlatformString { mkdir($0, CModeT(permissions)) }
        if result != 0 && errno != EEXIST {
            throw SystemError.file(
                operation: "create directory", path: path, errno: Errno(rawValue: errno))
        }
    }

    /// Names in the directory, sorted, without `.` and `..`.
    package static func list(_ path: FilePath) throws -> [String] {
        guard let directory = path.withPlatformString({ opendir($0) }) else {
            throw SystemError.file(operation: "list", path: path, errno: Errno(rawValue: errno))
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Every regular file below the directory, as sorted paths relative to it.
    package static func walk(_ root: FilePath) throws -> [FilePath] {
        var found: [FilePath] = []
        func visit(_ relative: FilePath) throws {
            for name in try list(root.appending(relative.string)) {
                let next = relative.appending(name)
                let path = root.appending(next.string)
                if isSymbolicLink(path) || !isDirectory(path) {
                    found.append(next)
                } else {
                    try visit(next)
                }
            }
        }
        try visit(FilePath(""))
        return found.sorted { $0.string < $1.string }
    }

    /// Whether the path itself is a symbolic link.
    package static func isSymbolicLink(_ path: FilePath) -> Bool {
        var buffer = stat()
        return path.withPlatformString { lstat($0, &buffer) } == 0
            && buffer.st_mode & S_IFMT == S_IFLNK
    }

    /// Removes a file or a directory with all below it; nothing there is fine.
    /// Symbolic links are removed, not followed.
    package static func remove(_ path: FilePath) throws {
        if !isSymbolicLink(path) && isDirectory(path) {
            for name in try list(path) { try remove(path.appending(name)) }
            try check("remove", path) { path.withPlatformString { rmdir($0) } }
        } else {
            let result = path.withPlatformString { unlink($0) }
            if result != 0 && errno != ENOENT {
                throw SystemError.file(
                    operation: "remove", path: path, errno: Errno(rawValue: errno))
            }
        }
    }

    /// Copies bytes and permission bits; the target is replaced in one rename.
    package static func copy(_ path: FilePath, to target: FilePath) throws {
        let mode = status(path).map { UInt16($0.st_mode & 0o7777) } ?? 0o644
        let file = try MappedFile(path)
        try replace(target, with: file.copyBytes(), permissions: mode)
    }

    /// A new empty directory under `parent` (default: the system's directory for
    /// temporary files) that nobody else has. The caller removes it.
    package static func makeTemporaryDirectory(
        _ prefix: String, in parent: FilePath? = nil
    ) throws -> FilePath {
        let root = parent ?? FilePath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
        try createDirectory(root)
        var template = Array(root.appending("\(prefix).XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemError.file(
                operation: "create directory in", path: root, errno: Errno(rawValue: errno))
        }
        return FilePath(platformString: template)
    }

    /// Makes `path` a symbolic link to `target`.
    package static func symbolicLink(_ path: FilePath, to target: FilePath) throws {
        try check("link", path) {
            path.withPlatformString { link in
                target.withPlatformString { symlink($0, link) }
            }
        }
    }

    private static func check(
        _ operation: String, _ path: FilePath, _ body: () -> CInt
    ) throws {
        guard body() == 0 else {
            throw SystemError.file(operation: operation, path: path, errno: Errno(rawValue: errno))
        }
    }

    private static func attempt<Result>(
        _ operation: String, _ path: FilePath, _ body: () throws -> Result
    ) throws -> Result {
        do { return try body() } catch let errno as Errno {
            throw SystemError.file(operation: operation, path: path, errno: errno)
        }
    }
}

private typealias CModeT = CInterop.Mode
