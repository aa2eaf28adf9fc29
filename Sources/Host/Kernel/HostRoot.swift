// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// The file tree that stands for the host: `/`, or a directory that looks like it.
/// Every path given to it is absolute, as on a running system.
package struct HostRoot: Sendable, Hashable {
    /// Where the tree begins, as this process names it.
    package let directory: FilePath
    /// The machine that this process runs on.
    package static let running = HostRoot("/")

    package init(_ directory: FilePath) { self.directory = directory }

    /// Where the host's `path` lies in reality.
    package func path(_ path: FilePath) -> FilePath { directory.appending(path.string) }

    /// Whether there is something; links are followed.
    package func exists(_ path: FilePath) -> Bool { Files.exists(self.path(path)) }

    /// Whether there is a directory, or a link to one.
    package func isDirectory(_ path: FilePath) -> Bool { Files.isDirectory(self.path(path)) }

    /// - Throws: `SystemError` when it is missing or may not be read.
    package func bytes(_ path: FilePath) throws -> [UInt8] { try Files.read(self.path(path)) }

    /// The file's text without white space at its end.
    package func text(_ path: FilePath) throws -> String {
        let text = try Files.readText(self.path(path))
        return String(text.prefix(text.count - text.reversed().prefix { $0.isWhitespace }.count))
    }

    /// As `text`, nil when the file is missing or may not be read.
    package func textIfReadable(_ path: FilePath) -> String? { try? text(path) }

    /// Names of the directories in `path`, sorted; none when it does not exist or may not
    /// be read.
    package func directories(in path: FilePath) -> [String] {
        let names = (try? Files.list(self.path(path))) ?? []
        return names.filter { isDirectory(path.appending($0)) }
    }
}
