// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Support

/// Finds what a variant changes, function by function.
///
///  1. The functions of each patched file, before and after, and the lines by which they
///     differ; lines of no function are the file's.
///  2. Where the variant was compiled: functions that the variant replaces and whose code
///     differs although their lines do not.
///  3. The instructions of all of these, before and after.
struct ChangedFunctions {
    let boundary: Boundary
    let tree: PatchedTree
    /// Nil when the variant was not compiled.
    let compiled: Compiled?

    /// What compiling the kernel's source and the variant's gave.
    struct Compiled {
        var comparison: ObjectComparison
        var before: InstructionCounter
        var after: InstructionCounter
    }

    private(set) var functions: [VariantChanges.Function] = []
    private(set) var otherEdits: [VariantChanges.FileEdit] = []
    private(set) var lines = VariantChanges.LineCount()

    /// - Throws: `DecodeError` for code that cannot be decoded.
    init(_ boundary: Boundary, _ tree: PatchedTree, _ compiled: Compiled?) throws {
        self.boundary = boundary
        self.tree = tree
        self.compiled = compiled
        for file in tree.files.values.sorted(by: { $0.path < $1.path }) { try compare(file) }
        try addRecompiled()
    }

    /// Variables that differ, in the order of the units; nil when nothing was compiled.
    var data: [VariantChanges.Variable]? {
        compiled.map { compiled in
            compiled.comparison.changedVariables.map {
                .init(
                    name: InputSignature.stableName($0.symbol), unit: $0.unit, isAdded: false,
                    detail: $0.detail)
            }
                + compiled.comparison.newVariables.map {
                    .init(
                        name: InputSignature.stableName($0.symbol), unit: $0.unit,
                        isAdded: true, detail: "")
                }
        }
    }

    // MARK: By their lines

    private mutating func compare(_ file: PatchedFile) throws {
        let difference = FileDifference(file)
        let changed = difference.rows.indices.filter { difference.rows[$0].isChanged }
        if changed.isEmpty { return }
        let count = difference.count(changed)
        lines.added += count.added
        lines.removed += count.removed
        var rest = Set(changed)
        for pair in Self.pairs(difference) {
            let part = difference.indices(old: pair.old?.lines, new: pair.new?.lines)
            let own = part.filter { rest.contains($0) }
            if own.isEmpty { continue }
            rest.subtract(own)
            functions.append(try function(pair, own, part, file.path, difference))
        }
        let others = Self.runs(rest.sorted())
            .filter { run in run.contains { !difference.rows[$0].isBlank } }.flatMap { $0 }
        if others.isEmpty { return }
        let around = difference.rows.indices.filter { !difference.rows[$0].isChanged }
        otherEdits.append(
            .init(
                file: file.path, lines: difference.count(others),
                diff: difference.unified(others, within: around)))
    }

    /// Numbers that follow one another directly, together.
    private static func runs(_ sorted: [Int]) -> [[Int]] {
        sorted.reduce(into: []) { runs, next in
            if runs.last?.last == next - 1 {
                runs[runs.count - 1].append(next)
            } else {
                runs.append([next])
            }
        }
    }

    private typealias Pair = (old: DefinedFunctions.Function?, new: DefinedFunctions.Function?)

    /// Each function of the kernel's file with its successor, then those that are new. Where
    /// the preprocessor chooses among several of a name the first belongs to the first.
    private static func pairs(_ difference: FileDifference) -> [Pair] {
        let rows = difference.rows
        var left = Dictionary(
            grouping: DefinedFunctions.find(in: rows.filter { $0.new != nil }.map(\.text)),
            by: \.name)
        let pairs = DefinedFunctions.find(in: rows.filter { $0.old != nil }.map(\.text)).map {
            old -> Pair in
            guard let new = left[old.name]?.first else { return (old, nil) }
            left[old.name]?.removeFirst()
            return (old, new)
        }
        let added = left.values.joined().sorted { $0.nameLine < $1.nameLine }
        return pairs + added.map { (nil, $0) }
    }

    private func function(
        _ pair: Pair, _ changed: [Int], _ part: [Int], _ file: String,
        _ difference: FileDifference
    ) throws -> VariantChanges.Function {
        let name = pair.new?.name ?? pair.old?.name ?? ""
        let known = pair.old.map { boundaryFunctions(of: file, $0) } ?? []
        let code = known.first?.name ?? name
        return VariantChanges.Function(
            name: name, file: file, line: pair.new?.nameLine ?? pair.old?.nameLine ?? 0,
            kind: pair.old == nil ? .added : pair.new == nil ? .removed : .edited,
            class: known.first?.class, lines: difference.count(changed),
            instructions: try instructions(code, file, home: Set(known.map(\.unit))),
            diff: difference.unified(changed, within: part))
    }

    /// What the boundary knows of a function of the kernel's file: first the one that has
    /// its name, or the body of a system call, then what else the source's lines made.
    private func boundaryFunctions(
        of file: String, _ function: DefinedFunctions.Function
    ) -> [Boundary.Function] {
        func rank(_ other: Boundary.Function) -> Int {
            other.name == function.name ? 0 : other.name == "__do_sys_\(function.name)" ? 1 : 2
        }
        return boundary.functions.filter {
            $0.file == file && function.lines.contains($0.line)
        }.sorted { (rank($0), $0.line, $0.name) < (rank($1), $1.line, $1.name) }
    }

    // MARK: By their code

    private mutating func addRecompiled() throws {
        guard let comparison = compiled?.comparison else { return }
        let seen = Set(functions.map { $0.name })
        let names = Set(functions.flatMap { ["__do_sys_\($0.name)", "__se_sys_\($0.name)"] })
        var found: [String: Boundary.Function] = [:]
        for item in comparison.changedFunctions + comparison.newFunctions {
            let name = InstructionCounter.sourceName(item.symbol)
            guard !seen.contains(name), !names.contains(name),
                let function = boundary.functions.first(where: {
                    $0.name == name && $0.unit == item.unit
                }), !function.class.staysInVmlinux
            else { continue }
            found["\(function.file) \(name)"] = function
        }
        for function in found.values {
            functions.append(
                VariantChanges.Function(
                    name: function.name, file: function.file, line: function.line,
                    kind: .recompiled, class: function.class,
                    instructions: try instructions(
                        function.name, function.file, home: [function.unit])))
        }
    }

    private func instructions(
        _ name: String, _ file: String, home: Set<String>
    ) throws -> VariantChanges.InstructionCount? {
        guard let compiled else { return nil }
        return .init(
            before: try compiled.before.count(name, of: file, home: home),
            after: try compiled.after.count(name, of: file, home: home))
    }
}
