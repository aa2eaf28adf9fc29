// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

extension InitramfsPlan {
    /// Writes the archive, uncompressed: QEMU copies it into the guest at memory
    /// speed, while unpacking gzip would cost emulated instructions.
    ///
    /// - Returns: its size in bytes.
    @discardableResult
    package func write(to path: FilePath) throws -> Int {
        let output = try OutputFile(path)
        var archive = CPIOArchive()
        for (name, entry) in sorted {
            try Self.write(String(name.dropFirst()), entry, &archive, to: output)
        }
        try output.append(CPIOArchive.trailer)
        return Files.size(path) ?? 0
    }

    private static func write(
        _ name: String, _ entry: Entry, _ archive: inout CPIOArchive,
        to output: borrowing OutputFile
    ) throws {
        switch entry.content {
        case .directory:
            try output.append(
                archive.header(name, .directory, permissions: entry.permissions))
        case .device(let major, let minor):
            try output.append(
                archive.header(
                    name, .characterDevice, permissions: entry.permissions,
                    device: (major, minor)))
        case .text(let text):
            try write(name, .regular, Array(text.utf8), entry, &archive, to: output)
        case .link(let target):
            try write(name, .link, Array(target.utf8), entry, &archive, to: output)
        case .file(let source):
            try write(name, fileAt: source, entry, &archive, to: output)
        }
    }

    private static func write(
        _ name: String, _ kind: CPIOArchive.Kind, _ data: [UInt8], _ entry: Entry,
        _ archive: inout CPIOArchive, to output: borrowing OutputFile
    ) throws {
        let header = archive.header(
            name, kind, permissions: entry.permissions, size: data.count)
        try output.append(header + data + CPIOArchive.padding(after: data.count))
    }

    private static func write(
        _ name: String, fileAt source: FilePath, _ entry: Entry,
        _ archive: inout CPIOArchive, to output: borrowing OutputFile
    ) throws {
        let file = try MappedFile(source)
        guard file.count <= CPIOArchive.largestFile else {
            throw MachineError.fileTooLarge(source, bytes: file.count)
        }
        try output.append(
            archive.header(name, .regular, permissions: entry.permissions, size: file.count))
        try output.append(contentsOf: file)
        try output.append(CPIOArchive.padding(after: file.count))
    }
}
