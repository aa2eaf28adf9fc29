// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

/// What was set for the loaded variant and what stood there before, so that
/// another process can undo it. /run/sched/parameters.json; written before each
/// change, gone with the boot.
struct SavedSettings: Codable, Equatable {
    struct Entry: Codable, Equatable {
        var applied: Setting
        var previous: String
        /// What the kernel showed afterwards: it may write a number its own way.
        /// nil when the program ended in between.
        var shown: String?
    }

    static let currentSchema = 1
    static let file: FilePath = "/run/sched/parameters.json"

    var schema = SavedSettings.currentSchema
    var bootID: String
    /// In the order in which they were set.
    var entries: [Entry] = []

    /// What this boot has saved; empty when there is nothing. A file of another
    /// boot or schema says nothing of this kernel and counts as none.
    static func read(_ root: HostRoot, bootID: String) -> SavedSettings {
        guard let bytes = try? root.bytes(file),
            let saved = try? CanonicalJSON.decode(SavedSettings.self, from: bytes),
            saved.schema == currentSchema, saved.bootID == bootID
        else { return SavedSettings(bootID: bootID) }
        return saved
    }

    /// Replaces the file, or removes it when nothing is left to undo.
    func write(_ root: HostRoot) throws {
        let path = root.path(Self.file)
        if entries.isEmpty { return try Files.remove(path) }
        // One rename, so that a reader sees the old text or the new. Not synced:
        // /run is memory, and nothing of it outlives the kernel it tells of.
        let temporary = FilePath(path.string + ".new")
        try Files.createDirectory(path.removingLastComponent())
        try Files.write(CanonicalJSON.document(self), to: temporary, permissions: 0o600)
        try Files.rename(temporary, to: path)
    }

    func index(of setting: Setting) -> Int? {
        entries.firstIndex { $0.applied.kind == setting.kind && $0.applied.name == setting.name }
    }
}
