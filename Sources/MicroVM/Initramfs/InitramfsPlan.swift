// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// What the guest's root file system will hold, before anything is written.
///
/// The guest has a merged /usr: what is added below /bin, /sbin, /lib or /lib64
/// goes below /usr, and those names are links to it.
package struct InitramfsPlan: Sendable, Equatable {
    /// What stands at a path of the guest.
    package enum Content: Sendable, Equatable {
        case directory
        /// The bytes of a file of the host.
        case file(FilePath)
        case text(String)
        case link(String)
        case device(major: UInt32, minor: UInt32)
    }

    /// A file, directory, link or device node of the guest.
    package struct Entry: Sendable, Equatable {
        /// What it is, and where its bytes come from.
        package var content: Content
        /// The low twelve bits of the mode, such as 0o755.
        package var permissions: UInt16

        package init(_ content: Content, permissions: UInt16) {
            self.content = content
            self.permissions = permissions
        }
    }

    /// By absolute path in the guest, normalised.
    private var entries: [String: Entry] = [:]

    /// A root with its first directories, the links of a merged /usr, and the two
    /// device nodes needed before /dev is mounted.
    package init() {
        for name in Self.merged {
            entries["/usr/\(name)"] = Entry(.directory, permissions: 0o755)
            entries["/\(name)"] = Entry(.link("usr/\(name)"), permissions: 0o777)
        }
        for directory in ["/usr", "/dev", "/etc", "/proc", "/root", "/run", "/srv", "/sys", "/var"]
        {
            entries[directory] = Entry(.directory, permissions: 0o755)
        }
        entries["/tmp"] = Entry(.directory, permissions: 0o1777)
        entries["/dev/console"] = Entry(.device(major: 5, minor: 1), permissions: 0o600)
        entries["/dev/null"] = Entry(.device(major: 1, minor: 3), permissions: 0o666)
    }

    private static let merged = ["bin", "sbin", "lib", "lib64"]

    /// Entries with their paths, parents before children.
    package var sorted: [(path: String, entry: Entry)] {
        entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Nil when nothing was added there. The path is looked up through the links of the
    /// merged /usr.
    package subscript(path: FilePath) -> Entry? { entries[Self.normalised(path)] }

    /// Adds an entry and the directories above it. An entry of that path is replaced,
    /// but a directory stays a directory.
    ///
    /// - Throws: `MachineError.guestPathConflict` when a directory and something
    ///   else would share a path.
    package mutating func add(_ path: FilePath, _ entry: Entry) throws {
        let key = Self.normalised(path)
        if let old = entries[key], (old.content == .directory) != (entry.content == .directory) {
            throw MachineError.guestPathConflict(path: key)
        }
        try addDirectories(above: key)
        entries[key] = entry
    }

    /// Adds an entry unless one is there already.
    package mutating func addIfAbsent(_ path: FilePath, _ entry: Entry) throws {
        if self[path] == nil { try add(path, entry) }
    }

    /// Adds a file with that text.
    ///
    /// - Throws: as `add`.
    package mutating func addText(
        _ path: FilePath, _ text: String, permissions: UInt16 = 0o644
    ) throws {
        try add(path, Entry(.text(text), permissions: permissions))
    }

    private mutating func addDirectories(above path: String) throws {
        var directory = path[...]
        while let slash = directory.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex {
            directory = path[..<slash]
            let key = String(directory)
            switch entries[key]?.content {
            case nil: entries[key] = Entry(.directory, permissions: 0o755)
            case .directory?: return
            default: throw MachineError.guestPathConflict(path: key)
            }
        }
    }

    /// Absolute, without `.` and `..`, and through the links of the merged /usr.
    static func normalised(_ path: FilePath) -> String {
        var names: [Substring] = []
        for name in path.string.split(separator: "/") where name != "." {
            if name != ".." { names.append(name) } else { _ = names.popLast() }
        }
        if names.count > 1 && merged.contains(String(names[0])) { names.insert("usr", at: 0) }
        return "/" + names.joined(separator: "/")
    }
}
