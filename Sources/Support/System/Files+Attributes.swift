// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage

extension Files {
    /// The permission bits (0o7777) of the file, links followed.
    package static func permissions(_ path: FilePath) throws -> UInt16 {
        var buffer = stat()
        guard path.withPlatformString({ stat($0, &buffer) }) == 0 else {
            throw SystemError.file(operation: "read", path: path, errno: Errno(rawValue: errno))
        }
        return UInt16(buffer.st_mode & 0o7777)
    }

    /// Whether it is root's, the user's, or that of who became root with sudo(8).
    package static func belongsToUser(_ path: FilePath) -> Bool {
        var buffer = stat()
        guard path.withPlatformString({ stat($0, &buffer) }) == 0 else { return false }
        let user = geteuid()
        let before = user == 0 ? Surroundings.variable("SUDO_UID").flatMap { UInt32($0) } : nil
        return [0, user, before].contains(buffer.st_uid)
    }

    /// Makes sure that the file is there and that nobody but its owner may open it. An
    /// existing one keeps its content; a symbolic link is refused.
    package static func makePrivate(_ path: FilePath) throws {
        do {
            let descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.create, .closeOnExec, .noFollow],
                permissions: .ownerReadWrite)
            try descriptor.closeAfter { try makePrivate(descriptor) }
        } catch let errno as Errno {
            throw SystemError.file(operation: "open", path: path, errno: errno)
        }
    }

    static func makePrivate(_ descriptor: FileDescriptor) throws {
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        if status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0,
            status.st_uid == geteuid(),
            fchmod(descriptor.rawValue, 0o600) != 0
        {
            throw Errno(rawValue: errno)
        }
    }

    /// Sets the time of the last change of content to now.
    package static func touch(_ path: FilePath) throws {
        guard path.withPlatformString({ utimensat(AT_FDCWD, $0, nil, 0) }) == 0 else {
            throw SystemError.file(operation: "touch", path: path, errno: Errno(rawValue: errno))
        }
    }

    /// Whether it is a file of bytes, links followed: no directory, device or pipe.
    package static func isRegular(_ path: FilePath) -> Bool {
        var buffer = stat()
        return path.withPlatformString { stat($0, &buffer) } == 0
            && buffer.st_mode & S_IFMT == S_IFREG
    }

    /// What a symbolic link says, as it stands.
    package static func linkTarget(_ path: FilePath) throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = path.withPlatformString { readlink($0, &buffer, buffer.count - 1) }
        guard count >= 0 else {
            throw SystemError.file(
                operation: "read link", path: path, errno: Errno(rawValue: errno))
        }
        return FilePath(platformString: buffer).string
    }

    /// The program of that name in `$PATH`, then in the directories for
    /// administrators, which an ordinary user's `$PATH` often lacks.
    package static func program(_ name: String) -> FilePath? {
        let directories = (Surroundings.variable("PATH") ?? "").split(separator: ":").map(
            String.init)
        for directory in directories + ["/usr/bin", "/bin", "/usr/sbin", "/sbin"] {
            let path = FilePath(directory).appending(name)
            if isRegular(path), path.withPlatformString({ access($0, X_OK) }) == 0 {
                return path
            }
        }
        return nil
    }
}
