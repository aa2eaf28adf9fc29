// SPDX-License-Identifier: Apache-2.0
import ELF
import Support

/// The module's file as the kernel gets it.
///
/// References to vmlinux's unexported symbols are absolute symbols (SHN_ABS)
/// with their link-time values. With KASLR the kernel runs at an offset above
/// them, so every such value that is an address of the kernel image moves by it;
/// per-CPU offsets and other small numbers lie below the image and stay.
enum ModuleImage {
    /// KERNEL_IMAGE_SIZE with KASLR (arch/x86/include/asm/page_64_types.h).
    static let kernelImageSize: UInt64 = 1 << 30

    /// A copy of the image with the KASLR offset added.
    ///
    /// - Parameters:
    ///   - kaslrOffset: in bytes, below `kernelImageSize`
    ///   - textBase: link-time address of `_text`
    /// - Throws: `ELFError` for a file that is no relocatable ELF64 image with
    ///   symbols, or with an absolute symbol that is neither a small number nor
    ///   an address of the kernel image (one whose offset was added before may be).
    static func relocated(
        _ bytes: [UInt8], kaslrOffset: UInt64, textBase: UInt64, name: String = "module"
    ) throws(ELFError) -> [UInt8] {
        let image = try ELFImage(bytes: bytes, name: name)
        guard image.header.type == .relocatable,
            let table = image.sections.first(where: { $0.type == ELFImage.SectionType.symbolTable })
        else {
            throw ELFError(file: name, reason: .malformed("not a relocatable file with symbols"))
        }
        var moved = bytes
        for symbol in image.symbols where symbol.isAbsolute && symbol.value >= textBase {
            guard symbol.value - textBase < kernelImageSize else {
                throw ELFError(
                    file: name,
                    reason: .malformed(
                        "the absolute symbol \(symbol.name) is 0x"
                            + String(symbol.value, radix: 16)
                            + ", beyond the kernel image: was the offset added before?"))
            }
            // st_value stands 8 bytes into the 24 of an Elf64_Sym.
            let offset = Int(table.offset) + symbol.index * 24 + 8
            store(symbol.value + kaslrOffset, in: &moved, at: offset)
        }
        return moved
    }

    /// What the kernel will call the module: `name=` in its .modinfo, a row of
    /// NUL-terminated `key=value` (include/linux/moduleparam.h). nil without one.
    ///
    /// - Throws: `ELFError` for a file that is no ELF64 image.
    static func moduleName(_ bytes: [UInt8], name: String = "module") throws(ELFError) -> String? {
        let image = try ELFImage(bytes: bytes, name: name)
        guard let section = image.section(named: ".modinfo") else { return nil }
        let key = Array("name=".utf8)
        return try image.contents(of: section).split(separator: 0)
            .first { $0.starts(with: key) }
            .map { String(decoding: $0.dropFirst(key.count), as: UTF8.self) }
    }

    private static func store(_ value: UInt64, in bytes: inout [UInt8], at offset: Int) {
        for index in 0..<8 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
        }
    }
}
