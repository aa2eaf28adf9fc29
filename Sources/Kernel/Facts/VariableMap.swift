// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Variables by address. A scan asks it for millions of numbers of which almost
/// none is in, so a bit for each 64 bytes answers first.
struct VariableMap {
    /// Starts and ends, sorted; they do not overlap.
    private let starts: [UInt64]
    private let ends: [UInt64]
    private let isPerCPU: [Bool]
    /// Per-CPU variables have offsets from 0; all others are in the top 2 GiB.
    private var low: Bits
    private var high: Bits

    private struct Bits {
        var base: UInt64
        var words: [UInt64]

        init(_ ranges: [Range<UInt64>]) {
            base = (ranges.map(\.lowerBound).min() ?? 0) & ~63
            let end = ranges.map(\.upperBound).max() ?? base
            words = [UInt64](repeating: 0, count: Int((end - base) >> 12) + 1)
            for range in ranges {
                for block in (range.lowerBound - base) >> 6...(range.upperBound - 1 - base) >> 6 {
                    words[Int(block >> 6)] |= 1 << (block & 63)
                }
            }
        }

        @inline(__always)
        func contains(_ address: UInt64) -> Bool {
            let block = (address &- base) >> 6
            guard block >> 6 < UInt64(words.count) else { return false }
            return words.withUnsafeBufferPointer { $0[Int(block >> 6)] } >> (block & 63) & 1 != 0
        }
    }

    init(_ variables: [KernelFacts.Variable]) {
        let sorted = variables.sorted { $0.address < $1.address }
        starts = sorted.map(\.address)
        isPerCPU = sorted.map(\.isPerCPU)
        // One inside another (an alias) ends where the next begins.
        ends = sorted.indices.map { place in
            let end = sorted[place].address + max(1, sorted[place].size)
            return place + 1 < sorted.count
                ? max(sorted[place].address + 1, min(end, sorted[place + 1].address)) : end
        }
        let ranges = zip(starts, ends).map { $0..<$1 }
        low = Bits(zip(ranges, isPerCPU).filter(\.1).map(\.0))
        high = Bits(zip(ranges, isPerCPU).filter { !$0.1 }.map(\.0))
    }

    /// Whether `address` may be in a variable; a no is sure.
    @inline(__always)
    func mayHold(_ address: UInt64) -> Bool {
        Int64(bitPattern: address) < 0 ? high.contains(address) : low.contains(address)
    }

    /// Start of the variable that holds `address`.
    func variable(holding address: UInt64) -> (start: UInt64, isPerCPU: Bool)? {
        guard mayHold(address) else { return nil }
        let next = starts.partitioningIndex { $0 > address }
        guard next > 0, address < ends[next - 1] else { return nil }
        return (starts[next - 1], isPerCPU[next - 1])
    }
}
