// SPDX-License-Identifier: Apache-2.0
import ELF
import Kernel
import Support

/// String literals that vmlinux has too. The scheduler stores pointers to some in
/// structures that outlive the module (`sd->name` of scheduling domains,
/// kernel/sched/topology.c), and none has an identity of its own: whatever refers to
/// one refers to vmlinux's, which is never freed (docs/decisions/0013).
struct StringPlaces: Sendable {
    private let graph: InputGraph
    /// By holder and offset: where in its section of strings an operand leads.
    private var operands: [InputIndex: [Int: Int]] = [:]
    private var addresses: [[UInt8]: UInt64] = [:]

    /// - Parameter vmlinux: nil leaves all strings with the module.
    /// - Throws: `ExtractionError` for code that cannot be decoded.
    init(_ graph: InputGraph, in vmlinux: SiteReader?) throws {
        self.graph = graph
        guard let vmlinux else { return }
        for index in graph.inputs.indices where graph.inputs[index].section.isExecutable {
            let found = try Self.operands(of: graph.inputs[index], graph)
            if !found.isEmpty { operands[index] = found }
        }
        addresses = try vmlinux.strings(wanted())
    }

    /// vmlinux's string for a reference, and what is to be added to its address.
    ///
    /// - Parameter holder: nil for an entry of a table of code places.
    func vmlinux(
        _ reference: InputReference, from holder: InputIndex?
    ) -> (symbol: VmlinuxSymbol, addend: Int64)? {
        guard let (text, place) = string(reference, from: holder), let address = addresses[text]
        else { return nil }
        return (.local("string", address), reference.addend - Int64(place))
    }

    private func wanted() -> Set<[UInt8]> {
        var wanted: Set<[UInt8]> = []
        for index in graph.inputs.indices {
            for reference in graph.inputs[index].references {
                if let found = string(reference, from: index) { wanted.insert(found.text) }
            }
        }
        for entry in graph.tables.flatMap(\.entries) {
            for reference in entry.references {
                if let found = string(reference, from: nil) { wanted.insert(found.text) }
            }
        }
        return wanted
    }

    /// The string to whose first byte a reference leads.
    private func string(
        _ reference: InputReference, from holder: InputIndex?
    ) -> (text: [UInt8], place: Int)? {
        guard case .input(let target) = reference.target, graph.inputs[target].section.isString
        else { return nil }
        let isCode = holder.map { graph.inputs[$0].section.isExecutable } ?? false
        let place =
            isCode ? holder.flatMap { operands[$0]?[reference.offset] } : Int(reference.addend)
        let bytes = graph.inputs[target].bytes
        guard let place, bytes.indices.contains(place), place == 0 || bytes[place - 1] == 0,
            let end = bytes[place...].firstIndex(of: 0), end > place
        else { return nil }
        return (Array(bytes[place..<end]), place)
    }

    /// Operands of a function that are the address of something in a section of
    /// strings. One with an index register is not: it may count from before the string.
    private static func operands(
        of input: InputSection, _ graph: InputGraph
    ) throws -> [Int: Int] {
        let references = input.references.filter { reference in
            guard case .input(let target) = reference.target else { return false }
            return graph.inputs[target].section.isString
        }
        guard !references.isEmpty else { return [:] }
        var found: [Int: Int] = [:]
        let fields = try PCRelative.fields(of: input)
        for reference in references {
            guard let field = fields[reference.offset] else { continue }
            if PCRelative.types.contains(reference.type) {
                found[reference.offset] = Int(reference.addend) + field.toNextInstruction
            } else if field.isImmediate {
                found[reference.offset] = Int(reference.addend)
            }
        }
        return found
    }
}
