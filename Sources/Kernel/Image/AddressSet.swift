// SPDX-License-Identifier: Apache-2.0

/// A set of addresses that answers "no" quickly: a scan asks it for millions of
/// numbers of which almost none is in.
struct AddressSet {
    /// One bit for each value of an address's low 20 bits.
    private var filter = [UInt64](repeating: 0, count: 1 << 14)
    private(set) var addresses: Set<UInt64>

    init(_ addresses: Set<UInt64>) {
        self.addresses = addresses
        for address in addresses {
            filter[Int(address >> 6 & 0x3fff)] |= 1 << (address & 63)
        }
    }

    @inline(__always)
    func contains(_ address: UInt64) -> Bool {
        let word = filter.withUnsafeBufferPointer { $0[Int(address >> 6 & 0x3fff)] }
        guard word >> (address & 63) & 1 != 0 else { return false }
        return addresses.contains(address)
    }
}
