// SPDX-License-Identifier: Apache-2.0
public import SchedModel
internal import SystemIO
public import SystemPackage

/// Writes an editable tree.
///
///  1. The kernel's own texts, for later diffs.
///  2. The texts with the manifest's patches applied, with marks.
///  3. What an editor needs: compile_commands.json and preludes.
///  4. boundary.json and README.txt.
///  5. The state, last.
public struct DevelopMaking: Sendable {
    public var layout: DevelopLayout
    public var tree: KernelTree
    public var boundary: Boundary
    /// The prepared tree with the manifest's patches applied.
    public var patched: FilePath
    /// Files besides the boundary's: of sidecars and of patches.
    public var furtherFiles: [String]
    /// Included ahead of every unit when it is built.
    public var prefixHeader: FilePath

    public init(
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
    public func files() throws -> [String] {
        let folder = patched.appending("kernel").appending("sched")
        let headers = try Files.list(folder).filter { $0.hasSuffix(".h") }
            .map { DevelopLayout.kernelFolder + $0 }
        return Set(boundary.files + headers + furtherFiles).sorted()
    }

    /// - Returns: digests of the files as they are now, by path in the kernel
    ///   tree, for the state.
    public func make() throws -> [String: Digest] {
        try clear()
        var texts: [String: [UInt8]] = [:]
        for path in try files() {
            let components = FilePath(path).components
            let source = tree.source.appending(components)
            let edited = patched.appending(components)
            guard Files.exists(edited) else { continue }
            texts[path] = try Files.read(edited)
            if Files.exists(source) {
                try write(try Files.read(source), to: layout.pristine.appending(components))
            }
        }
        for (path, text) in texts { try writeMarked(path, text) }
        try writeCompileCommands(texts.keys.filter { $0.hasSuffix(".c") }.sorted())
        try write(
            Array(DevelopReadme.text(layout.root, kernel: tree.release).utf8), to: layout.readme)
        return DevelopFolder.digests(texts)
    }

    public func finish(_ state: DevelopState, boundary: [UInt8]) throws {
        try Files.replace(layout.boundary, with: boundary)
        try DevelopFolder.store(state, in: layout)
    }

    /// Removes what an earlier `make` left, and nothing else.
    private func clear() throws {
        if Files.exists(layout.state) {
            let folder = try DevelopFolder(layout.root)
            for path in folder.state.files.keys { try Files.remove(folder.place(of: path)) }
        }
        for folder in [layout.pristine, layout.preludes] { try Files.remove(folder) }
        try Files.createDirectory(layout.hidden)
    }

    private func write(_ bytes: [UInt8], to file: FilePath) throws {
        try Files.createDirectory(file.removingLastComponent())
        try Files.replace(file, with: bytes)
    }

    private func isInside(_ path: String) -> Bool { boundary.files.contains(path) }

    private func place(_ path: String) -> String {
        DevelopLayout.place(of: path, isInside: isInside(path))
    }

    private func writeMarked(_ path: String, _ text: [UInt8]) throws {
        let isHeader = path.hasSuffix(".h")
        let marks = Marks.marks(
            of: path, in: boundary, isInside: isInside(path) || isHeader)
        let source = tree.source.appending(FilePath(path).components)
        let pristine = Files.exists(source) ? try Files.read(source) : text
        let marked = Marks.mark(text, with: Marks.carry(marks, from: pristine, to: text))
        // A mark that would not come off again must not go on.
        let safe = Marks.strip(marked) == text ? marked : text
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
