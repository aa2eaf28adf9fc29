// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support

/// Refuses, before anything is compiled, edits that could have no effect or the
/// wrong one: in files outside the boundary, and in functions that stay
/// vmlinux's.
struct EditCheck: Sendable {
    private let boundary: Boundary
    private let sidecars: Set<Manifest.Sidecar>
    private let pristine: SourceTexts

    /// `pristine` has the kernel's own texts of the files that patches touch.
    init(boundary: Boundary, sidecars: [Manifest.Sidecar], pristine: SourceTexts) {
        self.boundary = boundary
        self.sidecars = Set(sidecars)
        self.pristine = pristine
    }

    func diagnostics(_ patches: [Patch]) -> [Diagnostic] {
        patches.flatMap { patch in
            patch.files.flatMap { check($0, of: patch) }
        }
    }

    private func check(_ file: Patch.File, of patch: Patch) -> [Diagnostic] {
        if file.path.hasPrefix("kernel/sched/"), file.path.hasSuffix(".h") { return [] }
        if file.path == TypeEdits.sharedHeader { return checkShared(file, of: patch) }
        let sidecarNames = Set(sidecars.filter { $0.file == file.path }.map(\.function))
        let isInside = boundary.files.contains(file.path)
        if let refused = outsideFile(file, patch, isInside: isInside) { return refused }
        guard isInside || !sidecarNames.isEmpty else {
            return file.hunks.enumerated().map { index, hunk in
                refuse(
                    .editOutsideBoundary, patch, hunk, file, line: hunk.changes.first?.oldLine,
                    "the file is outside the boundary", hint: index == 0 ? filesHint : nil)
            }
        }
        let functions = ranges(file.path)
        var seen: Set<String> = []
        var found: [Diagnostic] = []
        for hunk in file.hunks {
            for line in hunk.touched {
                guard
                    let (name, code, reason, hint) = verdict(
                        line, hunk, functions, isInside: isInside, sidecars: sidecarNames),
                    seen.insert("\(hunk.number) \(name)").inserted
                else { continue }
                found.append(
                    refuse(code, patch, hunk, file, line: line, reason, hint: hint))
            }
        }
        return found
    }

    /// In the header that the kernel shares with its scheduler only the members of
    /// structs can be edited, which the layout checks look at: all else there is
    /// part of code all over the kernel.
    private func checkShared(_ file: Patch.File, of patch: Patch) -> [Diagnostic] {
        let structs = TypeEdits.structLines(pristine.lines(of: file.path) ?? [])
        return file.hunks.compactMap { hunk in
            let line = hunk.touched.first { line in
                !structs.contains { $0.lowerBound < line && line <= $0.upperBound }
            }
            guard let line else { return nil }
            return refuse(
                .editSharedHeader, patch, hunk, file, line: line,
                "all of the kernel includes the file, and the line is not a struct's member",
                hint:
                    "what only the variant needs can stand in kernel/sched/sched.h; members of structs can be edited where nothing outside touches them"
            )
        }
    }

    private var filesHint: String {
        "the boundary's files are \(boundary.files.joined(separator: ", ")); a single function of another file can be a sidecar"
    }

    private func verdict(
        _ line: Int, _ hunk: Patch.Hunk,
        _ functions: [(lines: ClosedRange<Int>, function: Boundary.Function)],
        isInside: Bool, sidecars: Set<String>
    ) -> (name: String, code: DiagnosticCode, reason: String, hint: String)? {
        // What is added in front of a function's first line is not part of it.
        let holder = functions.last {
            $0.lines.contains(line)
                && (line > $0.lines.lowerBound || hunk.removes(line))
        }
        guard let function = holder?.function else { return nil }
        switch function.class {
        case .kept where function.name != "__schedule":
            return (
                function.name, code: .editKeptFunction,
                "`\(function.name)` stays vmlinux's: \(function.evidence.first ?? "")",
                "change what it calls instead"
            )
        case .`init`:
            return (
                function.name, code: .editBootFunction,
                "`\(function.name)` runs at boot only; an edit has no effect",
                "do it in `\(RuntimeContract.current.hooks.load)()`, or through the manifest's parameters or private variables"
            )
        case .outsider where !isInside && !sidecars.contains(function.name):
            return (
                function.name, code: .editNotASidecar,
                "`\(function.name)` is not among the manifest's sidecars",
                "add `- \(function.name): \(function.file)` to `sidecars:`"
            )
        default: return nil
        }
    }

    private func ranges(
        _ path: String
    ) -> [(lines: ClosedRange<Int>, function: Boundary.Function)] {
        guard let lines = pristine.lines(of: path) else { return [] }
        return boundary.functions.filter { $0.file == path && $0.line > 0 }
            .sorted { $0.line < $1.line }
            .map { (FunctionLines.range(from: $0.line, in: lines), $0) }
    }

    func refuse(
        _ code: DiagnosticCode, _ patch: Patch, _ hunk: Patch.Hunk,
        _ file: Patch.File, line: Int?, _ reason: String, hint: String?
    ) -> Diagnostic {
        if let place = patch.editedPlace(file.path, line: hunk.newLine(of: line)) {
            return Diagnostic(code, at: place, reason, hint: hint)
        }
        return Diagnostic(
            code, at: patch.location,
            "\(patch.name): hunk \(hunk.number) (\(patch.path):\(hunk.patchLine)) edits \(file.path):\(line ?? hunk.old.lowerBound): \(reason)",
            hint: hint)
    }
}
