// SPDX-License-Identifier: Apache-2.0

/// An ELF string table: NUL-terminated strings, the empty one at offset 0.
/// Equal strings are stored once.
struct StringTable {
    private(set) var bytes: [UInt8] = [0]
    private var offsets: [String: UInt32] = ["": 0]

    /// The offset of `text`, which is added unless it is there already.
    mutating func insert(_ text: String) -> UInt32 {
        if let offset = offsets[text] { return offset }
        let offset = UInt32(bytes.count)
        bytes.append(contentsOf: text.utf8)
        bytes.append(0)
        offsets[text] = offset
        return offset
    }
}
