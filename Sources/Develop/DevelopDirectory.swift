// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import RPM
import Support
import SystemPackage

/// An editable tree on disk: what stands there now, and what was remembered.
package struct DevelopDirectory: Sendable {
    /// Where the parts of this tree stand.
    package let layout: DevelopLayout
    /// What `.sched/state.json` said when the tree was opened.
    package let state: DevelopState

    /// Opens a tree that `create` made.
    package init(_ root: FilePath) throws {
        layout = DevelopLayout(root)
        if Files.exists(layout.making) { throw DevelopError.interrupted(root) }
        guard let state = try Self.load(layout.state) else { throw DevelopError.notATree(root) }
        self.state = state
    }

    private init(_ layout: DevelopLayout, _ state: DevelopState) {
        self.layout = layout
        self.state = state
    }

    /// Nil when there is no such file, or none that sched wrote.
    private static func load(_ file: FilePath) throws -> DevelopState? {
        guard Files.exists(file) else { return nil }
        struct Version: Decodable { var schema: Int }
        let bytes = try Files.read(file, limit: 16 << 20)
        guard let version = try? CanonicalJSON.decode(Version.self, from: bytes) else { return nil }
        guard version.schema == DevelopState.currentSchema else {
            throw DevelopError.unknownSchema(file, version.schema)
        }
        return try CanonicalJSON.decode(from: bytes)
    }

    /// What is remembered of a tree, or of one whose making was interrupted.
    static func remembered(_ layout: DevelopLayout) throws -> [DevelopDirectory] {
        try [layout.state, layout.making].compactMap { file in
            try load(file).map { DevelopDirectory(layout, $0) }
        }
    }

    /// Throws unless a tree may be made in `root`: nothing is there, or a tree
    /// without unsaved edits. Where the making of a tree was interrupted,
    /// files may be missing, old or new.
    package static func requireReplaceable(_ root: FilePath) throws {
        guard Files.exists(root) else { return }
        guard Files.isDirectory(root) else { throw DevelopError.occupied(root) }
        let layout = DevelopLayout(root)
        let known = try remembered(layout)
        guard let first = known.first else {
            // A lock file alone: stopped before anything was written.
            let rest = try Files.list(root).filter { $0 != layout.hidden.lastComponent?.string }
            let hidden = Files.exists(layout.hidden) ? try Files.list(layout.hidden) : []
            guard rest.isEmpty, hidden.allSatisfy({ $0 == layout.busy.lastComponent?.string })
            else { throw DevelopError.occupied(root) }
            return
        }
        let now = digests(try first.sources())
        let unsaved =
            known.map { Set($0.state.unsaved(now)) }
            .reduce(nil as Set<String>?) { $0?.intersection($1) ?? $1 } ?? []
        let edited = Files.exists(layout.making) ? unsaved.filter { now[$0] != nil } : unsaved
        if !edited.isEmpty { throw DevelopError.unsaved(root, files: edited.sorted()) }
    }

    /// A file of the tree as it stands there.
    package struct Source: Sendable {
        /// Without comments: what is compiled.
        package var bytes: [UInt8]
        /// Where the file stands, and which of its lines are comments of sched.
        package var edited: Patch.EditedFile
    }

    /// Digest of each file, by its path in the kernel tree.
    package static func digests(_ sources: [String: Source]) -> [String: Digest] {
        digests(sources.mapValues(\.bytes))
    }

    static func digests(_ texts: [String: [UInt8]]) -> [String: Digest] {
        texts.mapValues { Digest(hex: SHA256.hex(of: $0)) }
    }

    /// Every C file and header of the tree without comments, by its path in the
    /// kernel tree.
    package func sources() throws -> [String: Source] {
        var found: [String: Source] = [:]
        var places: [String: String] = [:]
        for top in try Files.list(layout.root) where !top.hasPrefix(".") {
            let directory = layout.root.appending(top)
            guard Files.isDirectory(directory) else { continue }
            for file in try Files.walk(directory) where DevelopLayout.isSource(file.string) {
                let place = "\(top)/\(file)"
                let path = DevelopLayout.kernelPath(of: place)
                if let other = places.updateValue(place, forKey: path) {
                    throw DevelopError.twoPlaces(other, place)
                }
                let file = directory.appending(file.components)
                let commented = try Files.read(file)
                found[path] = Source(
                    bytes: BoundaryComments.strip(commented),
                    edited: .init(
                        path: file.string, commentLines: BoundaryComments.lines(in: commented)))
            }
        }
        return found
    }

    /// As `sources`, but a file that is gone is an error: an edit that removes
    /// one of the kernel's files cannot be meant.
    package func completeSources() throws -> [String: Source] {
        let sources = try sources()
        let missing = state.files.keys.filter { sources[$0] == nil && pristine($0) != nil }
        guard missing.isEmpty else {
            throw DevelopError.missing(layout.root, files: missing.sorted())
        }
        return sources
    }

    private func pristineFile(_ path: String) -> FilePath {
        layout.pristine.appending(FilePath(path).components)
    }

    /// The kernel's own text of a file; nil for one that the kernel has not.
    package func pristine(_ path: String) -> [UInt8]? {
        let file = pristineFile(path)
        return Files.exists(file) ? try? Files.read(file) : nil
    }

    /// Where a file of the kernel is edited, as an absolute path.
    package func place(of path: String) -> FilePath {
        for inside in [true, false] {
            let place = DevelopLayout.place(of: path, isInside: inside)
            let file = layout.root.appending(FilePath(place).components)
            if Files.exists(file) { return file }
        }
        return layout.root.appending(FilePath(path).components)
    }

    /// `diff -up` from the kernel's own text, with `a/` and `b/` paths; nil when
    /// there is no difference.
    package func diff(_ path: String, to bytes: [UInt8]) async throws -> String? {
        let old = pristine(path)
        guard old != bytes else { return nil }
        let work = try Files.makeTemporaryDirectory("sched-diff")
        defer { try? Files.remove(work) }
        let file = work.appending("new")
        try Files.write(bytes, to: file)
        let command = Command(
            "diff",
            [
                "-up", "--label", old == nil ? "/dev/null" : "a/\(path)", "--label", "b/\(path)",
                old == nil ? "/dev/null" : pristineFile(path).string, file.string,
            ], environment: ["LC_ALL": "C"])
        let result = try await command.run(timeout: 60)
        guard result.termination == .exited(1) else {
            throw SystemError.commandFailed(
                command, status: "\(result.termination)", log: result.errorText)
        }
        return result.text
    }

    /// Remembers that tree and manifest are in step.
    package func store(_ state: DevelopState) throws { try Self.store(state, at: layout.state) }

    static func store(_ state: DevelopState, at file: FilePath) throws {
        try Files.replace(file, with: CanonicalJSON.document(state))
    }
}
