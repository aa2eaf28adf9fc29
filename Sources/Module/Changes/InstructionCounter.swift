// SPDX-License-Identifier: Apache-2.0
import X86

/// Counts the machine instructions of functions in compiled objects. Parts of a function
/// (`f.cold`, `f.isra.0`) count as the function.
struct InstructionCounter {
    private struct Place: Hashable {
        var name: String
        var unit: String
    }

    private var code: [Place: [[UInt8]]] = [:]
    private let units: Set<String>

    /// - Throws: `ELFError` and `ExtractionError` for objects of an unknown form.
    init(_ objects: [CompiledObject]) throws {
        units = Set(objects.map(\.unit))
        for input in try InputGraph(objects).inputs where input.kind == .function {
            code[Place(name: Self.sourceName(input.name), unit: input.unit), default: []]
                .append(input.bytes)
        }
    }

    /// Of a header's function all copies, of another those of its own unit.
    ///
    /// - Parameter home: units that are known to hold the function.
    /// - Throws: `DecodeError`.
    func count(_ name: String, of file: String, home: Set<String>) throws -> Int {
        let known = home.union([file]).intersection(units)
        let places = (file.hasSuffix(".h") || known.isEmpty ? units : known)
            .compactMap { code[Place(name: name, unit: $0)] }
        return try places.joined().reduce(0) {
            try $0 + Decoder($1, address: 0).instructions().count
        }
    }

    /// `update_curr` for `update_curr.isra.0`.
    static func sourceName(_ symbol: String) -> String { String(symbol.prefix { $0 != "." }) }
}
