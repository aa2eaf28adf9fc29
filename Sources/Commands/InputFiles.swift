// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import RPM
import Support
import SystemPackage

/// Files as they were read once, and their digest. What is built is what was read:
/// an edit of the files in the meantime shows in the next run.
struct InputFiles: Sendable {
    struct File: Sendable {
        /// Relative to the directory that the digest is about.
        var name: String
        var content: FileContent
    }

    private(set) var files: [File] = []

    /// Of the names and contents of all files.
    var digest: Digest {
        let text = files.map { "\($0.name) \($0.content.digest)\n" }.joined()
        return Digest(hex: SHA256.hex(of: text))
    }

    /// All files below a directory, by name.
    static func read(_ directory: FilePath) throws -> InputFiles {
        var result = InputFiles()
        for file in try Files.walk(directory) {
            let bytes = try Files.read(directory.appending(file.components))
            result.files.append(File(name: file.string, content: FileContent(bytes)))
        }
        return result
    }

    mutating func add(_ path: FilePath, _ bytes: [UInt8], relativeTo root: FilePath) {
        var name = path
        _ = name.removePrefix(root)
        files.append(File(name: name.string, content: FileContent(bytes)))
    }

    /// A directory of these very files, below `parent` and named for their digest:
    /// the path is the same as long as the files are. It is made where there is none
    /// that is whole.
    func directory(in parent: FilePath) throws -> FilePath {
        let directory = parent.appending(String(digest.hex.prefix(16)))
        if Files.isDirectory(directory), try Self.read(directory).digest == digest {
            return directory
        }
        try Files.createDirectory(parent)
        let work = try Files.makeTemporaryDirectory("new", in: parent)
        defer { try? Files.remove(work) }
        for file in files {
            let path = work.appending(FilePath(file.name).components)
            try Files.createDirectory(path.removingLastComponent())
            try Files.write(file.content.bytes, to: path)
        }
        try Files.remove(directory)
        do {
            try Files.rename(work, to: directory)
        } catch SystemError.file(_, _, let errno)
            where errno == .directoryNotEmpty || errno == .fileExists
        {
            // Another process was faster, with the same files.
        }
        return directory
    }
}

extension InputFiles {
    /// The recipe of a kernel line, parsed from the bytes that the digest is about.
    /// A list that kernel lines have in common is a file of its own.
    ///
    /// - Parameter root: of all recipes; names are relative to it.
    static func recipe(
        _ path: FilePath, relativeTo root: FilePath
    ) throws -> (recipe: BoundaryRecipe, files: InputFiles) {
        var files = InputFiles()
        func parse(_ path: FilePath) throws -> YAMLNode {
            let bytes = try YAMLTree.read(path)
            files.add(path, bytes, relativeTo: root)
            return try YAMLTree.parse(bytes: bytes, file: path.string)
        }
        var top = try parse(path)
        if var entries = top.entries,
            let index = entries.firstIndex(where: { $0.key.text == "registrations" }),
            let name = entries[index].value.text
        {
            entries[index].value = try parse(
                path.removingLastComponent().appending(name).lexicallyNormalized())
            top.content = .mapping(entries)
        }
        return (try BoundaryRecipe(top), files)
    }
}
