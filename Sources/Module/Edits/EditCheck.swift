// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support

/// Looks, before anything is compiled, for edits that could have no effect or the wrong
/// one: in files outside the boundary, and in functions that stay vmlinux's.
///
/// It judges the difference between the kernel's sources and the patched ones, wherever
/// the patches say that their hunks belong.
struct EditCheck: Sendable {
    let boundary: Boundary
    let tree: PatchedTree
    private let sidecars: Set<Manifest.Sidecar>

    init(boundary: Boundary, sidecars: [Manifest.Sidecar], tree: PatchedTree) {
        self.boundary = boundary
        self.sidecars = Set(sidecars)
        self.tree = tree
    }

    func diagnostics() -> [Diagnostic] {
        tree.files.values.sorted { $0.path < $1.path }.flatMap(diagnostics)
    }

    private func diagnostics(_ file: PatchedFile) -> [Diagnostic] {
        let changes = file.changes()
        if changes.isEmpty { return [] }
        if file.path.hasPrefix("kernel/sched/"), file.path.hasSuffix(".h") { return [] }
        if file.path == TypeEdits.sharedHeader { return shared(file, changes) }
        let sidecarNames = Set(sidecars.filter { $0.file == file.path }.map(\.function))
        let isInside = boundary.files.contains(file.path)
        if let refused = outsideFile(file, changes, isInside: isInside) { return [refused] }
        guard isInside || !sidecarNames.isEmpty else {
            return [
                refuse(
                    .editOutsideBoundary, file, changes[0], "the file is outside the boundary",
                    hint: filesHint)
            ]
        }
        let functions = ranges(file)
        var seen: Set<String> = []
        let edits = changes.compactMap { change -> Diagnostic? in
            guard let holder = holder(of: change, functions),
                let (code, reason, hint) = verdict(
                    holder.function, isInside: isInside, sidecars: sidecarNames),
                file.changesCode(in: holder.lines), seen.insert(holder.function.name).inserted
            else { return nil }
            return refuse(code, file, change, reason, hint: hint)
        }
        return edits + afterSwitch(file, changes, functions)
    }

    /// Edits of what a task does when it has come back from the register switch.
    private func afterSwitch(
        _ file: PatchedFile, _ changes: [PatchedFile.Change], _ functions: [SwitchTail.Place]
    ) -> [Diagnostic] {
        SwitchTail.places(functions, in: tree.stock.lines(of: file.path) ?? []).compactMap { tail in
            guard let change = changes.first(where: { isPart($0, of: tail.lines) }),
                file.changesCode(in: tail.lines)
            else { return nil }
            return refuse(
                .editKeptFunction, file, change,
                "what `\(tail.function.name)` does after the register switch stays vmlinux's",
                hint: "do it before, or in `finish_task_switch()`")
        }
    }

    /// In the header that the kernel shares with its scheduler only the members of
    /// structs can be edited, which the layout checks look at: all else there is
    /// part of code all over the kernel.
    private func shared(_ file: PatchedFile, _ changes: [PatchedFile.Change]) -> [Diagnostic] {
        let structs = TypeEdits.structLines(tree.stock.lines(of: file.path) ?? [])
        let other = changes.first { change in
            !structs.contains {
                $0.lowerBound < change.stockLine && change.stockLine <= $0.upperBound
            }
        }
        guard let other else { return [] }
        return [
            refuse(
                .editSharedHeader, file, other,
                "all of the kernel includes the file, and the line is not a struct's member",
                hint:
                    "what only the variant needs can stand in kernel/sched/sched.h; members of structs can be edited where nothing outside touches them"
            )
        ]
    }

    private var filesHint: String {
        "the boundary's files are \(boundary.files.joined(separator: ", ")); a single function of another file can be a sidecar"
    }

    /// The function that a change is part of.
    private func holder(
        of change: PatchedFile.Change, _ functions: [SwitchTail.Place]
    ) -> SwitchTail.Place? {
        functions.last { isPart(change, of: $0.lines) }
    }

    /// What is added in front of the first line is not part of lines.
    private func isPart(_ change: PatchedFile.Change, of lines: ClosedRange<Int>) -> Bool {
        lines.contains(change.stockLine)
            && (change.stockLine > lines.lowerBound || !change.isAdded)
    }

    /// Why the code of a function cannot be edited; nil when it can.
    private func verdict(
        _ function: Boundary.Function, isInside: Bool, sidecars: Set<String>
    ) -> (code: DiagnosticCode, reason: String, hint: String)? {
        switch function.class {
        case .kept:
            return (
                .editKeptFunction,
                "`\(function.name)` stays vmlinux's: \(function.evidence.first ?? "")",
                replacedCallees(of: function)
            )
        case .`init`:
            return (
                .editBootFunction,
                "`\(function.name)` runs at boot only; an edit has no effect",
                "do it in `\(RuntimeContract.current.hooks.load)()`, or through the manifest's parameters or private variables"
            )
        case .outsider where !isInside && !sidecars.contains(function.name):
            return (
                .editNotASidecar,
                "`\(function.name)` is not among the manifest's sidecars",
                "add `- \(function.name): \(function.file)` to `sidecars:`"
            )
        default: return nil
        }
    }

    /// Which of the functions that it calls the variant replaces: these can be edited.
    private func replacedCallees(of function: Boundary.Function) -> String {
        let lines = tree.stock.lines(of: function.file) ?? []
        let range = FunctionLines.range(from: function.line, in: lines)
        let called = Set(
            lines[range.lowerBound - 1..<range.upperBound].flatMap { line in
                line.matches(of: #/(\w+)\(/#).map { String($0.1) }
            })
        let replaced = boundary.functions.filter {
            called.contains($0.name) && $0.name != function.name && $0.class.isReplaced
        }
        return replaced.isEmpty
            ? "edit a copy, and call the copy where the variant needs it"
            : "change what it calls instead: "
                + replaced.map { "`\($0.name)`" }.joined(separator: ", ")
    }

    private func ranges(_ file: PatchedFile) -> [SwitchTail.Place] {
        guard let lines = tree.stock.lines(of: file.path) else { return [] }
        return boundary.functions.filter { $0.file == file.path && $0.line > 0 }
            .sorted { $0.line < $1.line }
            .map { (FunctionLines.range(from: $0.line, in: lines), $0) }
    }

    func refuse(
        _ code: DiagnosticCode, _ file: PatchedFile, _ change: PatchedFile.Change,
        _ reason: String, hint: String?
    ) -> Diagnostic {
        Diagnostic(
            code, at: tree.place(change, of: file),
            "\(file.path):\(change.stockLine): \(reason)", hint: hint)
    }
}
