// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// What a dynamically linked ELF file says it needs.
package struct DynamicLinks: Sendable, Equatable {
    /// DT_NEEDED, in order.
    package var needed: [String] = []
    /// Directories of DT_RUNPATH, else of DT_RPATH, as written.
    package var searchPath: [String] = []
    /// DT_RPATH (without DT_RUNPATH) also holds for the libraries' own needs.
    package var searchPathIsInherited: Bool = false
    /// PT_INTERP, the loader; nil in most libraries.
    package var interpreter: String?
}

/// Finds every shared library a set of programs needs, as ld.so(8) would without
/// its cache: the search path in the file, then the directories given.
package struct SharedLibraries {
    /// A library as a program asks for it, and the file that answers.
    package struct Found: Sendable, Equatable {
        /// The name programs ask for.
        package var name: String
        /// The file on the host; links are not resolved.
        package var path: FilePath
    }

    var directories: [FilePath]
    var exists: (FilePath) -> Bool
    /// Nil for a file that is not a dynamically linked ELF file.
    var read: (FilePath) throws -> DynamicLinks?
}

extension SharedLibraries {
    /// The distribution's own library directories on x86-64.
    static let systemDirectories: [FilePath] = [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib",
        "/usr/lib",
    ]

    /// Over the host's files; `directories` are searched before the system's own.
    package init(searching directories: [FilePath] = []) {
        self.init(
            directories: directories + Self.systemDirectories, exists: { Files.exists($0) },
            read: { try DynamicLinks(file: $0) })
    }

    /// The libraries and loaders that `programs` need, and what those need, each
    /// once, in the order in which they were met.
    ///
    /// - Throws: `MachineError.libraryMissing`.
    package func closure(of programs: [FilePath]) throws -> [Found] {
        var found: [Found] = []
        var names: Set<String> = []
        var waiting = programs.map { (path: $0, inherited: [FilePath]()) }
        var next = 0
        while next < waiting.count {
            let (path, inherited) = waiting[next]
            next += 1
            guard let links = try read(path) else { continue }
            let own = links.searchPath.map { Self.expanded($0, from: path) }
            for name in links.needed where names.insert(name).inserted {
                guard let library = locate(name, in: own + inherited + directories) else {
                    throw MachineError.libraryMissing(name: name, neededBy: path)
                }
                found.append(Found(name: name, path: library))
                waiting.append((library, links.searchPathIsInherited ? own + inherited : inherited))
            }
            if let loader = links.interpreter, names.insert(loader).inserted {
                found.append(Found(name: loader, path: FilePath(loader)))
            }
        }
        return found
    }

    private func locate(_ name: String, in directories: [FilePath]) -> FilePath? {
        if name.contains("/") { return exists(FilePath(name)) ? FilePath(name) : nil }
        return directories.lazy.map { $0.appending(name) }.first(where: exists)
    }

    /// `$ORIGIN` is the directory of the file that says it.
    private static func expanded(_ directory: String, from file: FilePath) -> FilePath {
        let origin = file.removingLastComponent().string
        for spelling in ["$ORIGIN", "${ORIGIN}"] where directory.hasPrefix(spelling) {
            return FilePath(origin + directory.dropFirst(spelling.count)).lexicallyNormalized()
        }
        return FilePath(directory)
    }
}
