// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// A tree that looks like a prepared kernel tree and can be edited without
/// touching it: folders on the way to an edited file are real, the file itself
/// is a copy, everything else is a symbolic link. So an edited file stands at
/// its own place, its `#include "../…"` holds and __FILE__ is what it was.
package struct SourceOverlay: Sendable {
    package let root: FilePath
    package let tree: FilePath

    /// Makes the overlay in `root`, a new or empty folder.
    package init(root: FilePath, tree: FilePath) throws {
        self.root = root
        self.tree = tree
        try Files.createDirectory(root)
        try link(FilePath(""))
    }

    /// Links everything of a folder that is not there yet.
    private func link(_ folder: FilePath) throws {
        for name in try Files.list(tree.appending(folder.components)) {
            let place = root.appending(folder.components).appending(name)
            if Files.exists(place) || Files.isSymbolicLink(place) { continue }
            try Files.symbolicLink(
                place, to: tree.appending(folder.components).appending(name))
        }
    }

    /// Turns a folder of the overlay, and those above it, from links to real ones.
    package func makeReal(_ folder: FilePath) throws {
        guard !folder.components.isEmpty else { return }
        try makeReal(folder.removingLastComponent())
        let place = root.appending(folder.components)
        guard Files.isSymbolicLink(place) else { return }
        try Files.remove(place)
        try Files.createDirectory(place)
        try link(folder)
    }

    /// Makes `file` (relative to the tree) a copy of its own, ready to be edited.
    package func makeEditable(_ file: FilePath) throws {
        try makeReal(file.removingLastComponent())
        let place = root.appending(file.components)
        let source = tree.appending(file.components)
        guard Files.isSymbolicLink(place) || !Files.exists(place) else { return }
        try Files.remove(place)
        if Files.exists(source) { try Files.copy(source, to: place) }
    }
}
