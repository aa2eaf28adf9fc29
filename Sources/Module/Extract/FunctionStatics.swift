// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Finds vmlinux's variables behind the names that gcc numbers: `static` inside
/// a function makes `new_cpus.3` of `new_cpus`, and an edit further up in the
/// unit shifts the numbers. So they are told by their names in the source and
/// their order.
struct FunctionStatics: Sendable {
    struct Place: Hashable {
        var unit: String
        var symbol: String
    }

    private(set) var shared: [Place: Boundary.Variable] = [:]
    /// Names that vmlinux has too, but not as many times or of another size:
    /// which is which cannot be known.
    private(set) var ambiguous: Set<Place> = []

    static let none = FunctionStatics()

    private init() {}

    init(_ graph: InputGraph, _ boundary: Boundary) {
        let candidates = boundary.variables.filter { Self.isNumbered($0.symbol) }
        let known = Dictionary(grouping: candidates, by: { Self.source($0.unit, $0.symbol) })
            .filter { $0.value.contains { $0.ownership == .shared } }
        guard !known.isEmpty else { return }
        let inputs = graph.inputs.filter { $0.kind == .object && Self.isNumbered($0.name) }
        for (source, here) in Dictionary(grouping: inputs, by: { Self.source($0.unit, $0.name) }) {
            guard let there = known[source] else { continue }
            let pairs = zip(
                here.sorted { Self.number($0.name) < Self.number($1.name) },
                there.sorted { Self.number($0.symbol) < Self.number($1.symbol) })
            if here.count == there.count, pairs.allSatisfy({ UInt64($0.size) == $1.size }) {
                for (input, variable) in pairs where variable.ownership == .shared {
                    shared[Place(unit: input.unit, symbol: input.name)] = variable
                }
            } else {
                ambiguous.formUnion(here.map { Place(unit: $0.unit, symbol: $0.name) })
            }
        }
    }

    static func isNumbered(_ symbol: String) -> Bool {
        symbol.last?.isNumber == true && InputSignature.stableName(symbol) != symbol
            // Named after a counter of the unit that each use of a macro advances.
            && !symbol.hasPrefix("__UNIQUE_ID")
    }

    /// What tells the writable numbered variables of one unit, by symbol: the name,
    /// how many have it and which of them it is.
    static func places(_ inputs: [InputSection]) -> [String: String] {
        let candidates = inputs.filter {
            $0.kind == .object && $0.section.isWritable && isNumbered($0.name)
        }.map(\.name)
        var places: [String: String] = [:]
        for (name, symbols) in Dictionary(grouping: candidates, by: InputSignature.stableName) {
            for (index, symbol) in symbols.sorted(by: { number($0) < number($1) }).enumerated() {
                places[symbol] = "\(name) \(index + 1) of \(symbols.count)"
            }
        }
        return places
    }

    private static func source(_ unit: String, _ symbol: String) -> Place {
        Place(unit: unit, symbol: InputSignature.stableName(symbol))
    }

    private static func number(_ symbol: String) -> Int {
        symbol.lastIndex(of: ".").flatMap { Int(symbol[symbol.index(after: $0)...]) } ?? 0
    }
}

extension LiveSet {
    /// A writable static of a function of which nobody can say whether it is
    /// vmlinux's. What only remembers that something was printed does not matter.
    mutating func checkStatics() {
        for input in members.map({ graph.inputs[$0] }) where input.section.isWritable {
            let name = InputSignature.stableName(input.name)
            let isMemo = input.section.name.contains(".once") || name == "_rs"
            guard policy.isAmbiguous(input), !isMemo else { continue }
            fail(
                .ambiguousStatic, about: name,
                "`\(name)` is a static variable of a function in \(input.unit), of which vmlinux has another number or another size: which one is vmlinux's cannot be known",
                hint: "give a new one a name that no other has in this file")
        }
    }
}
