// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support
import SystemPackage

/// Writes an editable tree.
///
///  1. A note of what is going to be made, so that an interrupted making can go
///     on and no edit in it is lost.
///  2. The kernel's own texts, for later diffs.
///  3. The texts with the manifest's patches applied, with comments.
///  4. What an editor needs: compile_commands.json and preludes.
///  5. boundary.json and README.txt.
///  6. The state; the note goes.
package struct DevelopCreation: Sendable {
    /// Where the parts of the new tree go.
    package var layout: DevelopLayout
    /// The prepared kernel tree, from which the kernel's own texts are taken.
    package var tree: KernelTree
    /// Says which files the tree gets and what their comments warn of.
    package var boundary: Boundary
    /// The prepared tree with the manifest's patches applied.
    package var patched: FilePath
    /// Files besides the boundary's: of sidecars and of patches.
    package var furtherFiles: [String]
    /// Included ahead of every unit when it is built.
    package var prefixHeader: FilePath

    package init(
        layout: DevelopLayout, tree: KernelTree, boundary: Boundary, patched: FilePath,
        furtherFiles: [String], prefixHeader: FilePath
    ) {
        self.layout = layout
        self.tree = tree
        self.boundary = boundary
        self.patched = patched
        self.furtherFiles = furtherFiles
        self.prefixHeader = prefixHeader
    }

    /// The kernel's paths of all files that the tree gets.
    package func files() throws -> [String] {
        let directory = patched.appending("kernel").appending("sched")
        let headers = try Files.list(directory).filter { $0.hasSuffix(".h") }
            .map { DevelopLayout.kernelDirectory + $0 }
        return Set(boundary.files + headers + furtherFiles).sorted()
    }

    /// Writes the tree, but for what `finish` writes.
    ///
    /// - Parameter origin: what the tree is made from; its `files` are not read.
    /// - Returns: `origin` with the digests of the files that were written.
    package func make(from origin: DevelopState) throws -> DevelopState {
        var texts: [String: [UInt8]] = [:]
        for path in try files() {
            let edited = patched.appending(FilePath(path).components)
            if Files.exists(edited) { texts[path] = try Files.read(edited) }
        }
        var state = origin
        state.files = DevelopDirectory.digests(texts)
        let earlier = try DevelopDirectory.remembered(layout)
        try Files.createDirectory(layout.hidden)
        try DevelopDirectory.store(state, at: layout.making)
        try clear(earlier)
        for path in texts.keys {
            let components = FilePath(path).components
            let source = tree.source.appending(components)
            if Files.exists(source) {
                try write(try Files.read(source), to: layout.pristine.appending(components))
            }
        }
        for (path, text) in texts { try writeCommented(path, text) }
        try writeCompileCommands(texts.keys.filter { $0.hasSuffix(".c") }.sorted())
        try write(
            Array(DevelopReadme.text(layout.root, kernel: tree.release).utf8), to: layout.readme)
        return state
    }

    /// Writes what is known only when all files are there: boundary.json and the state.
    /// From then on the tree counts as whole.
    ///
    /// - Parameter boundary: the bytes of boundary.json.
    package func finish(_ state: DevelopState, boundary: [UInt8]) throws {
        try Files.replace(layout.boundary, with: boundary)
        try DevelopDirectory.store(state, at: layout.state)
        try Files.remove(layout.making)
    }

    /// Removes what an earlier `make` left, and nothing else.
    private func clear(_ earlier: [DevelopDirectory]) throws {
        for directory in earlier {
            for path in directory.state.files.keys { try Files.remove(directory.place(of: path)) }
        }
        for item in [layout.state, layout.pristine, layout.preludes] { try Files.remove(item) }
    }

    private func write(_ bytes: [UInt8], to file: FilePath) throws {
        try Files.createDirectory(file.removingLastComponent())
        try Files.replace(file, with: bytes)
    }

    private func isInside(_ path: String) -> Bool { boundary.files.contains(path) }

    private func place(_ path: String) -> String {
        DevelopLayout.place(of: path, isInside: isInside(path))
    }

    private func writeCommented(_ path: String, _ text: [UInt8]) throws {
        let isHeader = path.hasSuffix(".h")
        let comments = BoundaryComments.comments(
            of: path, in: boundary, isInside: isInside(path) || isHeader)
        let source = tree.source.appending(FilePath(path).components)
        let pristine = Files.exists(source) ? try Files.read(source) : text
        let commented = BoundaryComments.annotated(
            text, with: BoundaryComments.moved(comments, from: pristine, to: text))
        // A comment that would not come off again must not go on.
        let safe = BoundaryComments.strip(commented) == text ? commented : text
        try write(safe, to: layout.root.appending(FilePath(place(path)).components))
    }

    private func writeCompileCommands(_ paths: [String]) throws {
        var units: [String: String] = [:]
        for function in boundary.functions where units[function.file] == nil {
            units[function.file] = function.unit
        }
        let sources = try paths.map { path in
            let unit = units[path] ?? path
            return CompileDatabase.Source(
                place: place(path), unit: unit,
                prelude: unit == path ? nil : try prelude(of: path, unit: unit))
        }
        let database = CompileDatabase(tree: tree, layout: layout, prefixHeader: prefixHeader)
        try write(try database.json(sources), to: layout.compileCommands)
    }

    private func prelude(of path: String, unit: String) throws -> FilePath {
        let text = try Files.readText(patched.appending(FilePath(unit).components))
        let name = FilePath(path).lastComponent?.string ?? path
        let file = layout.preludes.appending(name + ".h")
        try write(Array(CompileDatabase.prelude(of: name, unit: text).utf8), to: file)
        return file
    }
}
