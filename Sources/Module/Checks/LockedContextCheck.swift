// SPDX-License-Identifier: Apache-2.0
import Support

/// Refuses what a variant does anew where a run queue may be locked: sleeping, allocating
/// memory and printing.
///
///  1. What is reached from the methods of the scheduling classes and from
///     `LockedContext.roots`: by calls, and by addresses taken of functions, as balance
///     callbacks and timers are passed on by address.
///  2. Which of these functions call which forbidden ones, in the kernel's own objects and
///     in the variant's. What only the variant has is refused; what the kernel does itself
///     is its own affair.
///
/// A sleep behind a function outside kernel/sched is not seen unless that function is
/// listed.
struct LockedContextCheck: Sendable {
    /// Symbols of the sched_class tables.
    let classTables: [String]
    let lines: PatchedLines

    /// - Parameters: objects of all units, in both forms.
    /// - Throws: `ExtractionError` for objects of an unknown form.
    func diagnostics(
        stock: [CompiledObject], variant: [CompiledObject]
    ) throws -> [Diagnostic] {
        let known = Set(try found(in: stock).map(\.call))
        var seen: Set<String> = []
        return try found(in: variant).filter { !known.contains($0.call) }.map(report)
            .filter { seen.insert($0.message).inserted }
    }

    private struct Finding {
        var call: CallGraph.Call
        var deed: LockedContext.Deed
        /// From the table or the function that begins the context to the caller.
        var path: [String]
    }

    private func found(in objects: [CompiledObject]) throws -> [Finding] {
        let reach = try CallGraph(objects).reach(
            of: LockedContext.roots, tables: Set(classTables)
        ) { name in LockedContext.deeds.contains { $0.isDone(by: name) } }
        return reach.flatMap { function in
            function.callees.sorted().compactMap { name in
                LockedContext.deeds.first { $0.isDone(by: name) }.map {
                    Finding(
                        call: .init(function: function.name, name: name), deed: $0,
                        path: function.path)
                }
            }
        }
    }

    private func report(_ finding: Finding) -> Diagnostic {
        let (call, deed) = (finding.call, finding.deed)
        let place = ([call.name] + deed.words).lazy.compactMap { lines.place(of: $0) }.first
        let path = finding.path.map { "`\($0)`" }.joined(separator: " → ")
        return Diagnostic(
            deed.code, at: place ?? lines.origin(of: call.function),
            "`\(call.function)` \(deed.does) (`\(call.name)`) where a run queue may be locked: \(deed.why)",
            notes: ["the way there: \(path)"], hint: deed.hint)
    }
}
