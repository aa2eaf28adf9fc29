// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// The uses of each function of a boundary, and where it was inlined.
///
/// Made of the facts that the boundary was computed from. Without them (a
/// package carries the boundary alone) it is empty, and the evidence in the
/// boundary is all there is.
package struct UseIndex: Sendable {
    private var uses: [UInt64: [Referrer]] = [:]
    private var inlined: [Place: Set<String>] = [:]
    private var aliases: [UInt64: [String]] = [:]

    fileprivate struct Place: Hashable {
        var name: String
        var file: String
        var line: Int
    }

    /// For a boundary whose facts are not there.
    package static let empty = UseIndex()

    private init() {}

    /// - Parameter facts: those from which the boundary was computed.
    package init(_ boundary: Boundary, _ facts: KernelFacts) {
        let replaced = boundary.replacedEntries
        let listed = Set(boundary.functions.filter { $0.symbol != nil }.map(\.address))
        // Tables of methods: vmlinux's place, the variant's contents.
        let exchanged = Set(
            boundary.variables.filter { $0.class == .privateByNecessity && $0.ownership == .shared }
                .map(\.symbol))
        for function in facts.functions {
            inlined[Place(function), default: []].formUnion(function.inlinedBy)
            guard function.symbol != nil, listed.contains(function.address) else { continue }
            aliases[function.address, default: []] += function.aliases
            uses[function.address, default: []] += Self.entries(function)
        }
        for (target, references) in Dictionary(grouping: facts.references, by: \.targetAddress)
        where listed.contains(target) {
            uses[target, default: []] += Self.merged(references, exchanged) {
                replaced.contains($0.sourceAddress)
                    && !boundary.schedulePoints.stayingCode.contains($0.address)
            }
        }
    }

    /// Those from outside first, then by kind, file and name.
    package func uses(of function: Boundary.Function) -> [Referrer] {
        function.symbol == nil ? [] : uses[function.address] ?? []
    }

    /// Source names of the functions that contain a copy of it, sorted.
    package func inlinedInto(_ function: Boundary.Function) -> [String] {
        (inlined[Place(function)] ?? []).sorted()
    }

    /// Other ELF symbols at its entry.
    package func aliases(of function: Boundary.Function) -> [String] {
        function.symbol == nil ? [] : aliases[function.address] ?? []
    }

    // MARK: Building

    /// What leads to the function although no instruction names it.
    private static func entries(_ function: KernelFacts.Function) -> [Referrer] {
        let call = function.systemCallEntry.map { Referrer(kind: .systemCall, source: $0) }
        return [call].compactMap { $0 } + (function.isExported ? [.modules] : [])
    }

    private static func merged(
        _ references: [KernelFacts.Reference], _ exchanged: Set<String>,
        isReplaced: (KernelFacts.Reference) -> Bool
    ) -> [Referrer] {
        references.map { reference in
            Referrer(
                reference,
                isInside: reference.kind == .addressInData
                    ? exchanged.contains(reference.source)
                    : isReplaced(reference))
        }.merged().sorted { order($0) < order($1) }
    }

    private static func order(_ use: Referrer) -> (Int, String, String, String) {
        (use.isInside ? 1 : 0, use.kind.rawValue, use.file ?? "~", use.source)
    }
}

extension UseIndex.Place {
    fileprivate init(_ function: KernelFacts.Function) {
        self.init(name: function.name, file: function.file, line: function.line)
    }
    fileprivate init(_ function: Boundary.Function) {
        self.init(name: function.name, file: function.file, line: function.line)
    }
}
