// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support
import SystemPackage

/// A tree that looks like a prepared kernel tree and can be edited without
/// touching it: directories on the way to an edited file are real, the file itself
/// is a copy, everything else is a symbolic link. So an edited file stands at
/// its own place, its `#include "../…"` holds and __FILE__ is what it was.
package struct SourceOverlay: Sendable {
    /// Where the overlay stands; units are compiled in it.
    package let root: FilePath
    /// The prepared tree, to which the links lead. Nothing is written there.
    package let tree: FilePath

    /// Makes the overlay in `root`, a new or empty directory.
    package init(root: FilePath, tree: FilePath) throws {
        self.root = root
        self.tree = tree
        try Files.createDirectory(root)
        try link(FilePath(""))
    }

    /// Links everything of a directory that is not there yet.
    private func link(_ directory: FilePath) throws {
        for name in try Files.list(tree.appending(directory.components)) {
            let place = root.appending(directory.components).appending(name)
            if Files.exists(place) || Files.isSymbolicLink(place) { continue }
            try Files.symbolicLink(
                place, to: tree.appending(directory.components).appending(name))
        }
    }

    /// Turns a directory of the overlay, and those above it, from links to real ones.
    package func makeReal(_ directory: FilePath) throws {
        guard !directory.components.isEmpty else { return }
        try makeReal(directory.removingLastComponent())
        let place = root.appending(directory.components)
        guard Files.isSymbolicLink(place) else { return }
        try Files.remove(place)
        try Files.createDirectory(place)
        try link(directory)
    }

    /// Applies patches to the kernel's files.
    ///
    /// - Returns: the paths of the files that they change, and warnings.
    /// - Throws: `DiagnosticsError` with every hunk that does not apply.
    package func apply(
        _ patches: [Patch]
    ) throws -> (paths: [String], warnings: [Diagnostic]) {
        let patched = try PatchedTree(patches, tree: tree)
        let found = Diagnostics(patched.diagnostics)
        try found.throwIfErrors()
        try write(patched)
        return (patched.files.keys.sorted(), found.warnings)
    }

    /// Puts the patched files in their places.
    func write(_ patched: PatchedTree) throws {
        for (path, file) in patched.files.sorted(by: { $0.key < $1.key }) {
            let place = root.appending(FilePath(path).components)
            try makeReal(FilePath(path).removingLastComponent())
            try Files.remove(place)
            if let bytes = file.bytes { try Files.write(bytes, to: place) }
        }
    }
}
