// SPDX-License-Identifier: Apache-2.0
//
// .dynamic (System V gABI 4.1, chapter 5) is an array of {tag: u64, value: u64}
// that ends at tag 0. The values of DT_NEEDED (1), DT_RPATH (15) and DT_RUNPATH
// (29) are offsets into the string table that the section links to. .interp is
// the loader's path with its NUL.
import ELF
import Support
import SystemPackage

extension DynamicLinks {
    /// Nil when the file is not ELF for x86-64, or not dynamically linked.
    init?(file path: FilePath) throws {
        let file = try MappedFile(path)
        let isELF = file.withUnsafeBytes { $0.prefix(4).elementsEqual([0x7f, 0x45, 0x4c, 0x46]) }
        guard isELF else { return nil }
        let image: ELFImage
        do { image = try ELFImage(file: file, name: path.string) } catch {
            if case .unsupported = error.reason { return nil }
            throw error
        }
        guard image.header.type != .relocatable, let section = image.section(named: ".dynamic"),
            image.sections.indices.contains(section.link)
        else { return nil }
        self.init(
            table: try image.contents(of: section),
            strings: try image.contents(of: image.sections[section.link]))
        if let section = image.section(named: ".interp") {
            interpreter = Self.string(in: try image.contents(of: section), at: 0)
        }
    }

    init(table: [UInt8], strings: [UInt8]) {
        self.init()
        var inherited: [String] = []
        var own: [String]?
        for entry in stride(from: 0, to: table.count - 15, by: 16) {
            let tag = Self.word(table, entry)
            guard tag != 0 else { break }
            guard
                let text = Self.string(
                    in: strings, at: Int(truncatingIfNeeded: Self.word(table, entry + 8)))
            else { continue }
            switch tag {
            case 1: needed.append(text)
            case 15: inherited = Self.directories(text)
            case 29: own = Self.directories(text)
            default: break
            }
        }
        searchPath = own ?? inherited
        searchPathIsInherited = own == nil && !inherited.isEmpty
    }

    private static func directories(_ text: String) -> [String] {
        text.split(separator: ":").map(String.init)
    }

    private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
    }

    private static func string(in bytes: [UInt8], at offset: Int) -> String? {
        guard bytes.indices.contains(offset) else { return nil }
        return String(decoding: bytes[offset...].prefix { $0 != 0 }, as: UTF8.self)
    }
}
