// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Finds edits that reach functions which stay vmlinux's although no line of
/// theirs is touched: an inline function, or something else of a header, is
/// part of them too. vmlinux keeps them as they were.
///
/// What the compiler does otherwise there because it knows more or less of an
/// edited function that it did not inline is no edit, and is not reported.
struct ReachCheck: Sendable {
    let boundary: Boundary
    let facts: KernelFacts
    /// Functions that the module has anyway (`__schedule`).
    let exempt: Set<String>
    /// The kernel's own texts of the files that patches touch.
    let pristine: SourceTexts

    /// `changed` are functions whose code differs from the stock objects'.
    func diagnostics(_ changed: [ObjectComparison.Item], _ patches: [Patch]) -> [Diagnostic] {
        let wanted = Set(changed)
        let affected = boundary.functions.filter { function in
            guard let symbol = function.symbol, !exempt.contains(function.name) else {
                return false
            }
            return function.class.staysInVmlinux
                && wanted.contains(.init(symbol: symbol, unit: function.unit))
        }
        guard !affected.isEmpty else { return [] }
        let edits = edits(patches)
        return affected.sorted { $0.name < $1.name }.compactMap { function in
            cause(of: function, edits).map { report(function, $0) }
        }
    }

    private struct Edit {
        var patch: Patch
        var file: String
        var hunk: Patch.Hunk
        var line: Int
        var function: KernelFacts.Function?
    }

    private func edits(_ patches: [Patch]) -> [Edit] {
        patches.flatMap { patch in
            patch.files.flatMap { file -> [Edit] in
                let lines = pristine.lines(of: file.path) ?? []
                let functions = facts.functions.filter { $0.file == file.path && $0.line > 0 }
                    .map { ($0, FunctionLines.range(from: $0.line, in: lines)) }
                return file.hunks.flatMap { hunk in
                    hunk.touched.map { line in
                        Edit(
                            patch: patch, file: file.path, hunk: hunk, line: line,
                            function: functions.last { $0.1.contains(line) }?.0)
                    }
                }
            }
        }
    }

    /// An edited function that was inlined there, else an edit of a header
    /// outside any function that is known to be part of something else.
    private func cause(of function: Boundary.Function, _ edits: [Edit]) -> Edit? {
        // Its own lines are EditCheck's matter.
        if edits.contains(where: { $0.function?.name == function.name && $0.file == function.file })
        {
            return nil
        }
        return edits.first { $0.function?.inlinedBy.contains(function.name) == true }
            ?? edits.first {
                $0.file.hasSuffix(".h") && !$0.file.hasSuffix("/features.h")
                    && ($0.function?.inlinedBy ?? []).isEmpty
            }
    }

    private func report(_ function: Boundary.Function, _ edit: Edit) -> Diagnostic {
        let place = "\(edit.file):\(edit.line)"
        let what = edit.function.map { "`\($0.name)`, which is part of" } ?? "what is used by"
        let start =
            "\(edit.patch.name): hunk \(edit.hunk.number) (\(edit.patch.path):\(edit.hunk.patchLine)) edits at \(place) \(what) `\(function.name)` (\(function.file):\(function.line)); "
        if function.class == .`init` {
            return Diagnostic(
                .editBootCode, .warning, at: edit.patch.location,
                start + "that runs at boot only: what it has set up stays as the kernel made it")
        }
        if function.class == .kept {
            return Diagnostic(
                .editInlinedFunction, at: edit.patch.location,
                start
                    + "that stays vmlinux's (\(function.evidence.first ?? "kept")) and would not change",
                hint: "edit a copy, and call the copy where the variant needs it")
        }
        return Diagnostic(
            .editInlineOutside, at: edit.patch.location,
            start + "that is outside the boundary and would not change",
            hint:
                "edit a copy for the variant, or make `- \(function.name): \(function.file)` a sidecar"
        )
    }
}
