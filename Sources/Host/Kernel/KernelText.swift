// SPDX-License-Identifier: Apache-2.0
//
// /proc/kcore is an ELF core file of the running kernel (fs/proc/kcore.c): a
// 64-byte header, then program headers of 56 bytes, each with p_type at 0,
// p_offset at 8, p_vaddr at 16 and p_filesz at 32. The kernel's own text has a
// PT_LOAD segment (type 1) of its own.
import RPM
import Support
import SystemPackage

/// The running kernel's own text, `_stext` to `_etext`: every byte of code that
/// a redirect could change. Static keys, static calls and tracing change it,
/// too; while those stay as they are, so does the text.
package struct KernelText: Sendable, Codable, Equatable {
    /// A new meaning of a key gets a new number (docs/exit-status.md).
    package var schema = 1
    /// SHA-256.
    package var digest: String
    /// How many bytes the digest covers.
    package var bytes: Int

    /// - Throws: `HostError.damaged` when the addresses cannot be read (root and
    ///   a permissive kptr_restrict are needed); `SystemError`.
    package static func read(_ root: HostRoot = .running) throws -> KernelText {
        let symbols = try addresses(root)
        guard let start = symbols["_stext"], let end = symbols["_etext"], start < end else {
            throw HostError.damaged(
                root.path("/proc/kallsyms"), "it shows no addresses of _stext and _etext")
        }
        let core = root.path("/proc/kcore")
        let offset = try fileOffset(of: start, through: end, in: core)
        let count = Int(end - start)
        let text = try Files.read(core, from: offset, count: count)
        guard text.count == count else {
            throw HostError.damaged(core, "\(text.count) of \(count) bytes of text can be read")
        }
        return KernelText(digest: SHA256.hex(of: text), bytes: count)
    }

    private static func addresses(_ root: HostRoot) throws -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        let table = try Files.readText(root.path("/proc/kallsyms"))
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 3, fields[2] == "_stext" || fields[2] == "_etext" else {
                continue
            }
            found[String(fields[2])] = UInt64(fields[0], radix: 16)
            if found.count == 2 { break }
        }
        return found
    }

    private static func fileOffset(
        of start: UInt64, through end: UInt64, in core: FilePath
    ) throws -> Int64 {
        let header = try Files.read(core, from: 0, count: 64)
        let count = header.count == 64 ? Int(load(UInt16.self, header, 56)) : 0
        let table = try Files.read(core, from: 64, count: count * 56)
        for base in stride(from: 0, to: table.count - 55, by: 56) {
            let address = load(UInt64.self, table, base + 16)
            let size = load(UInt64.self, table, base + 32)
            guard load(UInt32.self, table, base) == 1, address <= start, end <= address &+ size
            else { continue }
            return Int64(load(UInt64.self, table, base + 8) + (start - address))
        }
        throw HostError.damaged(core, "no segment of it holds the kernel's text")
    }

    private static func load<Value: FixedWidthInteger>(
        _ type: Value.Type, _ bytes: [UInt8], _ offset: Int
    ) -> Value {
        bytes.withUnsafeBytes {
            Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type))
        }
    }
}
