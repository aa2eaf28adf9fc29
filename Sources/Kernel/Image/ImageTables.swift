// SPDX-License-Identifier: Apache-2.0
//
// Tables that vmlinux keeps between __start_X and __stop_X:
//   mcount_loc          u64: where a call of __fentry__ was (or is)
//   __jump_table        s32 code, s32 target, s64 key; each relative to itself
//                       (arch/x86/include/asm/jump_label.h)
//   static_call_sites   s32 address, s32 key; relative to themselves
//                       (include/linux/static_call_types.h)
import ELF
import Manifest
import Support

/// One table's bytes and where they lie.
struct ImageTable {
    var address: UInt64
    var bytes: [UInt8]
}

extension ImageTable {
    /// Nil when the kernel has no such table.
    init?(_ image: ELFImage, _ index: SymbolIndex, _ name: String) throws {
        guard let start = index.labels["__start_" + name],
            let end = index.labels["__stop_" + name], start < end
        else { return nil }
        address = start
        bytes = try image.read(virtualAddress: start, count: Int(clamping: end - start))
    }

    func load<Value: FixedWidthInteger>(_ type: Value.Type, at offset: Int) -> Value {
        bytes.withUnsafeBytes {
            Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type))
        }
    }

    /// What a self-relative s32 points at.
    func relative(at offset: Int) -> UInt64 {
        address &+ UInt64(offset) &+ UInt64(bitPattern: Int64(load(Int32.self, at: offset)))
    }
}

/// Which entries the function tracer owns.
struct FtraceSites {
    private let image: ELFImage
    private let sites: Set<UInt64>

    init(_ image: ELFImage, _ index: SymbolIndex) throws {
        self.image = image
        var found: Set<UInt64> = []
        if let table = try ImageTable(image, index, "mcount_loc") {
            for offset in stride(from: 0, through: table.bytes.count - 8, by: 8) {
                found.insert(table.load(UInt64.self, at: offset))
            }
        }
        sites = found
    }

    /// Whether the function at `address` starts with endbr64, and whether an
    /// ftrace site follows.
    func entry(at address: UInt64) -> (isTraced: Bool, hasEndbr: Bool) {
        let endbr: [UInt8] = [0xf3, 0x0f, 0x1e, 0xfa]
        let hasEndbr = (try? image.read(virtualAddress: address, count: 4)) == endbr
        return (sites.contains(address &+ (hasEndbr ? 4 : 0)), hasEndbr)
    }
}

extension FactsAssembly {
    /// Static keys' and static calls' instructions inside the functions.
    func patchSites(in functions: [KernelFacts.Function]) throws -> [KernelFacts.PatchSite] {
        let ranges = functions.filter { $0.address != 0 }
            .map { $0.address..<$0.address + min($0.size, .max - $0.address) }
            .sorted { $0.lowerBound < $1.lowerBound }
        var found: [KernelFacts.PatchSite] = []
        func collect(_ name: String, _ size: Int, _ kind: KernelFacts.PatchSite.Kind) throws {
            guard let table = try ImageTable(image, index, name) else { return }
            for offset in stride(from: 0, through: table.bytes.count - size, by: size) {
                let address = table.relative(at: offset)
                if Self.holds(ranges, address) { found.append(.init(kind: kind, address: address)) }
            }
        }
        try collect("__jump_table", 16, .jumpLabel)
        try collect("static_call_sites", 8, .staticCall)
        return found.sorted { $0.address < $1.address }
    }

    private static func holds(_ ranges: [Range<UInt64>], _ address: UInt64) -> Bool {
        let next = ranges.partitioningIndex { $0.lowerBound > address }
        return next > 0 && ranges[next - 1].contains(address)
    }
}
