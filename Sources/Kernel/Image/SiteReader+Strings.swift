// SPDX-License-Identifier: Apache-2.0
import ELF

extension SiteReader {
    /// Where vmlinux has each of these strings as a constant that stays as it is for
    /// as long as the kernel runs: string literals in .rodata, which the linker has
    /// merged, also those that are the end of a longer one.
    ///
    /// Left out are what boot may still write (`__ro_after_init`), named objects, and a
    /// string whose NUL is a byte of an address that KASLR adjusts.
    ///
    /// - Parameter wanted: without their NUL; an empty one is never found.
    package func strings(_ wanted: Set<[UInt8]>) throws -> [[UInt8]: UInt64] {
        guard let section = image.section(named: ".rodata") else { return [:] }
        let written = writtenAtBoot()
        return try image.withBytes(of: section) { bytes in
            var search = StringSearch(wanted)
            var start = 0
            for end in bytes.indices where bytes[end] == 0 {
                defer { start = end + 1 }
                guard end > start, !Self.isInAddress(bytes, nul: end) else { continue }
                let address = section.address + UInt64(start)
                search.look(in: bytes[start..<end], at: address) { found in
                    !written.contains(found)
                        && kernel.symbols.object(holding: found, section: section.index) == nil
                }
            }
            return search.found
        }
    }

    private func writtenAtBoot() -> Range<UInt64> {
        guard let start = kernel.symbols.labels["__start_ro_after_init"],
            let end = kernel.symbols.labels["__end_ro_after_init"], start < end
        else { return 0..<0 }
        return start..<end
    }

    /// Whether the NUL may be the third byte of an address of the image, whose upper
    /// five follow: 80…bf ff ff ff ff.
    private static func isInAddress(_ bytes: UnsafeRawBufferPointer, nul: Int) -> Bool {
        guard nul + 5 < bytes.count else { return false }
        return bytes[nul + 1] & 0xc0 == 0x80 && bytes[nul + 2...nul + 5].allSatisfy { $0 == 0xff }
    }
}

/// Looks for strings at the ends of others.
private struct StringSearch {
    /// Those not found yet, by their last bytes.
    private var open: [UInt32: [[UInt8]]]
    private(set) var found: [[UInt8]: UInt64] = [:]

    init(_ wanted: Set<[UInt8]>) {
        open = Dictionary(grouping: wanted.filter { !$0.isEmpty }) { Self.key($0.suffix(3)) }
    }

    /// `text` is without its NUL and not empty; `address` is of its first byte.
    mutating func look(
        in text: Slice<UnsafeRawBufferPointer>, at address: UInt64, where isFit: (UInt64) -> Bool
    ) {
        for length in 1...min(3, text.count) {
            let key = Self.key(text.suffix(length))
            guard let candidates = open[key] else { continue }
            for candidate in candidates
            where candidate.count <= text.count
                && text.suffix(candidate.count).elementsEqual(candidate)
            {
                let place = address + UInt64(text.count - candidate.count)
                guard isFit(place) else { continue }
                found[candidate] = place
                open[key]?.removeAll { $0 == candidate }
            }
        }
    }

    private static func key(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(1) { $0 << 8 | UInt32($1) }
    }
}
