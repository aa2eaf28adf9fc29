// SPDX-License-Identifier: Apache-2.0
import Support

/// The bytes behind an image, which live as long as the image.
enum ELFStorage: Sendable {
    case mapped(MappedFile)
    case bytes([UInt8])

    func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        switch self {
        case .mapped(let file): try file.withUnsafeBytes(body)
        case .bytes(let bytes): try bytes.withUnsafeBytes(body)
        }
    }

    /// As `withUnsafeBytes`, with bounds-checked loads and the module's error.
    func parse<Value>(
        _ body: (ELFBytes) throws(ELFError.Reason) -> Value
    ) throws(ELFError.Reason) -> Value {
        let outcome = withUnsafeBytes { raw in
            Result { () throws(ELFError.Reason) in try body(ELFBytes(raw)) }
        }
        return try outcome.get()
    }
}

/// Little-endian loads from a buffer; every offset is checked.
struct ELFBytes {
    let raw: UnsafeRawBufferPointer

    init(_ raw: UnsafeRawBufferPointer) { self.raw = raw }

    func slice(
        _ what: @autoclosure () -> String, _ offset: UInt64, _ size: UInt64
    ) throws(ELFError.Reason) -> ELFBytes {
        let (end, overflow) = offset.addingReportingOverflow(size)
        guard !overflow, end <= UInt64(raw.count) else {
            throw .outOfBounds(
                what: what(), offset: offset, size: size, available: UInt64(raw.count))
        }
        return ELFBytes(UnsafeRawBufferPointer(rebasing: raw[Int(offset)..<Int(end)]))
    }

    func load<Value: FixedWidthInteger>(
        _ type: Value.Type, at offset: Int
    ) throws(ELFError.Reason) -> Value {
        guard offset >= 0, offset <= raw.count - MemoryLayout<Value>.size else {
            throw .outOfBounds(
                what: "a field", offset: UInt64(clamping: offset),
                size: UInt64(MemoryLayout<Value>.size), available: UInt64(raw.count))
        }
        return Value(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// The NUL-terminated string at `offset`; bytes that are not UTF-8 are
    /// replaced, as symbol names in a kernel are ASCII.
    func string(_ what: String, at offset: Int) throws(ELFError.Reason) -> String {
        guard offset >= 0, offset < raw.count else {
            throw .outOfBounds(
                what: what, offset: UInt64(clamping: offset), size: 1,
                available: UInt64(raw.count))
        }
        var end = offset
        while end < raw.count && raw[end] != 0 { end += 1 }
        guard end < raw.count else { throw .malformed("\(what) is not terminated") }
        return String(decoding: raw[offset..<end], as: UTF8.self)
    }
}
