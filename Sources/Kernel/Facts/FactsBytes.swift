// SPDX-License-Identifier: Apache-2.0

/// Writes numbers little-endian and every string once.
struct FactsEncoder {
    private(set) var body: [UInt8] = []
    private var strings: [UInt8] = []
    private var numbers: [String: UInt32] = [:]

    mutating func put(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { body.append(contentsOf: $0) }
    }

    mutating func put(_ value: Int) { put(UInt64(bitPattern: Int64(value))) }

    mutating func put(_ value: Bool) { body.append(value ? 1 : 0) }

    mutating func put(_ value: UInt8) { body.append(value) }

    mutating func put(_ text: String) {
        let number = numbers[text] ?? add(text)
        withUnsafeBytes(of: number.littleEndian) { body.append(contentsOf: $0) }
    }

    /// A missing string is the number that no string has.
    mutating func put(_ text: String?) {
        if let text { return put(text) }
        withUnsafeBytes(of: UInt32.max) { body.append(contentsOf: $0) }
    }

    private mutating func add(_ text: String) -> UInt32 {
        let number = UInt32(numbers.count)
        numbers[text] = number
        let bytes = text.utf8
        withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { strings.append(contentsOf: $0) }
        strings.append(contentsOf: bytes)
        return number
    }

    mutating func put<Element>(
        _ elements: some Collection<Element>, _ body: (inout FactsEncoder, Element) -> Void
    ) {
        put(elements.count)
        for element in elements { body(&self, element) }
    }

    /// Number of strings, the strings, the rest.
    func finished(magic: [UInt8]) -> [UInt8] {
        var bytes = magic
        withUnsafeBytes(of: UInt32(numbers.count).littleEndian) { bytes.append(contentsOf: $0) }
        return bytes + strings + body
    }
}

/// Reads what `FactsEncoder` wrote; a file that ends early or names a string
/// that is not there is refused.
struct FactsDecoder {
    private let bytes: UnsafeRawBufferPointer
    private var offset = 0
    private var strings: [String] = []

    init(_ bytes: UnsafeRawBufferPointer, magic: [UInt8]) throws(FactsError) {
        self.bytes = bytes
        guard bytes.count >= magic.count, bytes.prefix(magic.count).elementsEqual(magic) else {
            throw .unusableCache("written by another version")
        }
        offset = magic.count
        let count = Int(try fixed(UInt32.self))
        guard count <= bytes.count / 4 else { throw Self.damaged }
        strings.reserveCapacity(count)
        for _ in 0..<count {
            let size = Int(try fixed(UInt32.self))
            guard size <= bytes.count - offset else { throw Self.damaged }
            strings.append(String(decoding: bytes[offset..<offset + size], as: UTF8.self))
            offset += size
        }
    }

    static let damaged = FactsError.unusableCache("it is damaged")

    private mutating func fixed<Value: FixedWidthInteger>(
        _ type: Value.Type
    ) throws(FactsError) -> Value {
        let size = MemoryLayout<Value>.size
        guard offset <= bytes.count - size else { throw Self.damaged }
        defer { offset += size }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    mutating func u64() throws(FactsError) -> UInt64 { try fixed(UInt64.self) }
    mutating func int() throws(FactsError) -> Int {
        Int(truncatingIfNeeded: Int64(bitPattern: try u64()))
    }
    mutating func u8() throws(FactsError) -> UInt8 { try fixed(UInt8.self) }
    mutating func bool() throws(FactsError) -> Bool { try u8() != 0 }

    mutating func text() throws(FactsError) -> String {
        guard let text = try optionalText() else { throw Self.damaged }
        return text
    }

    mutating func optionalText() throws(FactsError) -> String? {
        let number = try fixed(UInt32.self)
        if number == .max { return nil }
        guard number < strings.count else { throw Self.damaged }
        return strings[Int(number)]
    }

    mutating func array<Element>(
        _ body: (inout FactsDecoder) throws(FactsError) -> Element
    ) throws(FactsError) -> [Element] {
        let count = try int()
        // Every element takes a byte at least.
        guard count >= 0, count <= bytes.count - offset else { throw Self.damaged }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }

    /// Nothing may be left.
    func finish() throws(FactsError) {
        guard offset == bytes.count else { throw Self.damaged }
    }
}
