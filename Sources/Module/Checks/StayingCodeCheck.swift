// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Holds functions that stay vmlinux's against what the patched sources would make of
/// them: they must come out with the same code, references and data, or vmlinux would
/// do something else than the sources say.
///
///  1. Which of them differ between the kernel's own objects and the variant's, compiled
///     alike.
///  2. A difference may come from the optimizer alone, which knows more or less of an
///     edited function that the other calls. So both are compiled once more, without
///     inlining and without what one function tells of another: what still differs is
///     another function, or has an edited inline function in it.
///  3. The edit behind it: in the function, in one that is part of it, or the definition
///     of a name that it uses.
struct StayingCodeCheck: Sendable {
    let boundary: Boundary
    let facts: KernelFacts
    /// Functions that the module has anyway, since the runtime calls them.
    let exempt: Set<String>
    let tree: PatchedTree
    let lines: PatchedLines

    /// Functions that stay and whose objects differ.
    func suspects(_ changed: [ObjectComparison.Item]) -> [Boundary.Function] {
        let changed = Set(changed)
        return boundary.functions.filter { function in
            guard let symbol = function.symbol, !exempt.contains(function.name) else {
                return false
            }
            return function.class.staysInVmlinux
                && changed.contains(.init(symbol: symbol, unit: function.unit))
        }.sorted { ($0.file, $0.line, $0.name) < ($1.file, $1.line, $1.name) }
    }

    /// Of the suspects, those that the patches change.
    ///
    /// - Parameter isolated: functions that differ when nothing is inlined.
    func changed(
        _ suspects: [Boundary.Function], _ isolated: [ObjectComparison.Item]
    ) -> [Boundary.Function] {
        let own = Set(isolated.map { "\($0.unit) \(Self.sourceName($0.symbol))" })
        let names = Set(isolated.map { Self.sourceName($0.symbol) })
        return suspects.filter { function in
            own.contains("\(function.unit) \(function.name)")
                || parts(of: function).contains { names.contains($0.name) }
        }
    }

    /// Inline functions whose code is part of the function in vmlinux.
    private func parts(of function: Boundary.Function) -> [KernelFacts.Function] {
        facts.functions.filter { $0.inlinedBy.contains(function.name) }
    }

    /// `update_curr` for `update_curr.isra.0`.
    private static func sourceName(_ symbol: String) -> String {
        String(symbol.prefix { $0 != "." })
    }

    // MARK: Messages

    /// One for each edit, with the functions that it changes.
    ///
    /// - Parameter changed: functions whose code the patches change.
    func diagnostics(_ changed: [Boundary.Function]) -> [Diagnostic] {
        var groups: [(cause: Cause?, functions: [Boundary.Function])] = []
        for function in changed {
            let cause = cause(of: function)
            // Features are the variant's own or vmlinux's, which is another check's matter:
            // a function that stays asks vmlinux's.
            if cause == nil, lines.files.contains(where: Self.listsFeatures) { continue }
            let known = groups.firstIndex {
                $0.cause == cause && $0.functions[0].class == function.class
            }
            if let known {
                groups[known].functions.append(function)
            } else {
                groups.append((cause, [function]))
            }
        }
        return groups.map { report($0.functions, $0.cause) }
    }

    private func report(_ functions: [Boundary.Function], _ cause: Cause?) -> Diagnostic {
        let function = functions[0]
        let edit = cause.map { "\($0.line.file):\($0.line.change.stockLine): " } ?? ""
        let what = cause?.part.map { "`\($0)`, which is part of" } ?? "what is used by"
        let start =
            "\(edit)edits \(what) `\(function.name)` (\(function.file):\(function.line)); "
        let place = cause?.line.location ?? lines.origin(of: function.name)
        let others = functions.dropFirst().map { "`\($0.name)` (\($0.file):\($0.line))" }
        let notes = others.isEmpty ? [] : ["so it does in " + others.joined(separator: ", ")]
        if function.class == .`init` {
            return Diagnostic(
                .editBootCode, .warning, at: place,
                start + "that runs at boot only: what it has set up stays as the kernel made it",
                notes: notes)
        }
        if function.class == .kept {
            return Diagnostic(
                .editInlinedFunction, at: place,
                start
                    + "that stays vmlinux's (\(function.evidence.first ?? "kept")) and would not change",
                notes: notes, hint: "edit a copy, and call the copy where the variant needs it")
        }
        return Diagnostic(
            .editInlineOutside, at: place,
            start + "that is outside the boundary and would not change", notes: notes,
            hint: "edit a copy for the variant, or add "
                + functions.map { "`- \($0.name): \($0.file)`" }.joined(separator: ", ")
                + " to `sidecars:`")
    }

    private struct Cause: Equatable {
        var line: PatchedLines.Line
        /// The inline function that holds the line.
        var part: String?
    }

    /// The edit behind a changed function.
    private func cause(of function: Boundary.Function) -> Cause? {
        let parts = parts(of: function)
        let lines = self.lines.lines.filter { !Self.listsFeatures($0.file) }
        for part in parts {
            let range = range(part.file, part.line)
            if let line = lines.first(where: {
                $0.file == part.file && range.contains($0.change.stockLine)
            }) {
                return Cause(line: line, part: part.name)
            }
        }
        let bodies = [(function.file, function.line)] + parts.map { ($0.file, $0.line) }
        let words = Set(bodies.flatMap { self.words($0.0, $0.1) })
        let defining = lines.first { line in
            !words.isDisjoint(with: Self.definedNames(line.text))
        }
        let line =
            defining ?? lines.first { $0.file.hasSuffix(".h") } ?? lines.first
        return line.map { Cause(line: $0) }
    }

    private static func listsFeatures(_ file: String) -> Bool { file.hasSuffix("/features.h") }

    private func range(_ file: String, _ line: Int) -> ClosedRange<Int> {
        guard line > 0, let text = tree.stock.lines(of: file) else { return 0...0 }
        return FunctionLines.range(from: line, in: text)
    }

    /// Words of C in a function of a file that patches touch.
    private func words(_ file: String, _ line: Int) -> [Substring] {
        guard let text = tree.stock.lines(of: file) else { return [] }
        let range = range(file, line)
        return range.clamped(to: 1...max(1, text.count)).flatMap {
            text[$0 - 1].matches(of: #/[A-Za-z_]\w*/#).map(\.output)
        }
    }

    /// What a line may define: a macro, an enumerator, a variable.
    private static func definedNames(_ text: String) -> Set<Substring> {
        if let macro = text.firstMatch(of: #/^\s*#\s*define\s+(\w+)/#) { return [macro.1] }
        return Set(text.matches(of: #/[A-Za-z_]\w*/#).map(\.output))
    }
}
