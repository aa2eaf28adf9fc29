// SPDX-License-Identifier: Apache-2.0
import ELF
import Support
import SystemPackage

/// What a kernel was compiled from.
package struct UnitList: Sendable {
    /// Every compilation unit, relative to the tree.
    package var all: Set<String>
    /// Those to which a header of kernel/sched gave code or types.
    package var withSchedulerHeaders: Set<String>

    /// - Throws: `FactsError`, `ELFError`, `SystemError`.
    package static func read(vmlinux path: FilePath) throws -> UnitList {
        let name = path.lastComponent?.string ?? path.string
        let image = try ELFImage(file: try MappedFile(path), name: name)
        return try DebugFacts.withSections(of: image) { try UnitList($0) }
    }

    private init(_ sections: DwarfSections) throws {
        var folders: Set<String> = []
        var names: [String] = []
        var users: [Int] = []
        var lastFolder: DwarfString?
        for header in try DwarfUnit.readAll(sections) {
            if let folder = header.compilationDirectory, folder != lastFolder {
                folders.insert(try sections.text(folder))
                lastFolder = folder
            }
            let isUser = try DwarfFileTable.folders(sections, header).contains {
                $0.hasSuffix("kernel/sched") || $0.hasSuffix("kernel/sched/")
            }
            if isUser { users.append(names.count) }
            names.append(try header.name.map { try sections.text($0) } ?? "")
        }
        let paths = SourcePaths(directories: folders, names: names)
        all = Set(names.map(paths.relative))
        withSchedulerHeaders = Set(users.map { paths.relative(names[$0]) })
    }
}
