// SPDX-License-Identifier: Apache-2.0

/// Little-endian bytes, written one value after another.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []
    package init() {}

    package var count: Int { bytes.count }

    package mutating func put<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// With its NUL.
    package mutating func string(_ text: String) { bytes += Array(text.utf8) + [0] }

    package mutating func uleb(_ value: UInt64) {
        var rest = value
        repeat {
            let more: UInt8 = rest > 0x7f ? 0x80 : 0
            bytes.append(UInt8(rest & 0x7f) | more)
            rest >>= 7
        } while rest != 0
    }

    package mutating func pad(to count: Int, with byte: UInt8 = 0) {
        while bytes.count < count { bytes.append(byte) }
    }

    package mutating func pad(alignment: Int) {
        while bytes.count % alignment != 0 { bytes.append(0) }
    }

    /// Replaces the u32 at `offset`.
    package mutating func patch(_ value: UInt32, at offset: Int) {
        withUnsafeBytes(of: value.littleEndian) {
            for (index, byte) in $0.enumerated() { bytes[offset + index] = byte }
        }
    }
}
