// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

extension InitramfsPlan {
    /// A file of the host with its permissions; a link is followed.
    package mutating func addFile(_ source: FilePath, at path: FilePath) throws {
        try add(path, Entry(.file(source), permissions: try Files.permissions(source)))
    }

    /// A file, or a directory with all below it; links below it stay links.
    ///
    /// - Throws: `MachineError.notIncludable` for what is neither.
    package mutating func addTree(_ source: FilePath, at path: FilePath) throws {
        guard Files.isDirectory(source) else {
            guard Files.isRegular(source) else { throw MachineError.notIncludable(source) }
            return try addFile(source, at: path)
        }
        try add(path, Entry(.directory, permissions: try Files.permissions(source)))
        for name in try Files.list(source) {
            let (below, target) = (source.appending(name), path.appending(name))
            if Files.isSymbolicLink(below) {
                try add(target, Entry(.link(try Files.linkTarget(below)), permissions: 0o777))
            } else {
                try addTree(below, at: target)
            }
        }
    }

    /// Adds what the plan's programs and libraries need. A library keeps its
    /// path; one outside the directory of the C library is also linked from there,
    /// so that the loader finds it without a search path.
    mutating func addSharedLibraries(_ libraries: SharedLibraries) throws {
        let sources = sorted.compactMap { entry -> FilePath? in
            if case .file(let source) = entry.entry.content { source } else { nil }
        }
        let found = try libraries.closure(of: sources)
        let home = found.first { $0.name == "libc.so.6" }?.path.removingLastComponent()
        for library in found {
            if self[library.path] == nil { try addFile(library.path, at: library.path) }
            guard let home, !library.name.contains("/") else { continue }
            try addIfAbsent(
                home.appending(library.name),
                Entry(.link(Self.normalised(library.path)), permissions: 0o777))
        }
    }

    /// Whether a directory of the guest's PATH has a program of that name.
    func hasProgram(_ name: String) -> Bool {
        ["/usr/bin", "/usr/sbin"].contains { self[FilePath($0).appending(name)] != nil }
    }
}
