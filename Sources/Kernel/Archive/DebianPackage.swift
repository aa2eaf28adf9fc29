// SPDX-License-Identifier: Apache-2.0
//
// deb(5), ar(5): "!<arch>\n", then members, each with a header of 60 bytes (name 0
// to 16, size in decimal digits 48 to 58) and filled up to an even size. The files
// are in `data.tar.xz`, which GNU ar writes with a slash behind it.
import Support
import SystemPackage

/// A binary package whose files are decoded one by one.
struct DebianPackage {
    /// The compressed archive of its files.
    let data: XZArchive

    /// - Returns: nil for a package whose files are packed in another way.
    init?(_ path: FilePath) throws {
        let file = try MappedFile(path)
        let range = file.withUnsafeBytes { Self.member("data.tar.xz", of: $0) }
        guard let range, let data = XZArchive(file, in: range) else { return nil }
        self.data = data
    }

    private static func member(_ name: String, of bytes: UnsafeRawBufferPointer) -> Range<Int>? {
        func text(_ range: Range<Int>) -> String {
            String(decoding: bytes[range].prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        }
        var header = 8
        while header + 60 <= bytes.count, let size = Int(text(header + 48..<header + 58)) {
            let content = header + 60..<header + 60 + size
            guard content.upperBound <= bytes.count else { return nil }
            if [name, name + "/"].contains(text(header..<header + 16)) { return content }
            header = content.upperBound + size % 2
        }
        return nil
    }

    /// Where a regular file's bytes are in the archive.
    ///
    /// - Parameter path: with "./" ahead, at most a hundred bytes.
    func file(_ path: String) throws -> Range<Int>? {
        var position = 0
        while position + TarHeader.size <= data.size {
            let bytes = try data.bytes(position..<position + TarHeader.size)
            guard let header = bytes.withUnsafeBytes({ TarHeader($0) }) else { return nil }
            let content = position + TarHeader.size
            if header.name == path { return content..<content + header.contentSize }
            position += header.memberSize
        }
        return nil
    }
}
