// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Which patched files can change the signature of a function that others call:
/// judged by the text, so that most variants need no look at debug information.
struct SignatureEdits {
    /// Functions that others call.
    let functions: [Boundary.Function]
    /// The kernel's own texts of the files that patches touch.
    let pristine: SourceTexts

    /// A .c file counts when a line of such a function's head is touched, a
    /// header when a line that may be part of a prototype or a typedef is removed.
    func files(_ patches: [Patch]) -> [String] {
        let lines = PatchedLines(patches).lines
        let headers = Set(
            lines.filter { line in
                line.file.hasSuffix(".h") && !line.isAdded
                    && (line.text.contains { "(),".contains($0) } || line.text.hasPrefix("typedef"))
            }.map(\.file))
        let sources = patches.flatMap(\.files).filter { file in
            guard file.path.hasSuffix(".c") else { return false }
            let heads = heads(file.path)
            return file.hunks.contains { hunk in
                hunk.touched.contains { line in
                    heads.contains {
                        $0.lines.contains(line)
                            && (line > $0.name || hunk.removes(line))
                    }
                }
            }
        }.map(\.path)
        return headers.union(sources).sorted()
    }

    /// From the line above the name, where the return type may stand, to the
    /// brace.
    private func heads(_ path: String) -> [(lines: ClosedRange<Int>, name: Int)] {
        let functions = functions.filter { $0.file == path && $0.line > 0 }
        guard !functions.isEmpty, let lines = pristine.lines(of: path) else { return [] }
        return functions.map { function in
            let first = max(1, function.line - 1)
            let brace = (function.line...max(function.line, lines.count)).first {
                $0 <= lines.count && lines[$0 - 1].hasPrefix("{")
            }
            let last = min(brace ?? function.line, function.line + 12)
            return (first...max(first, last), function.line)
        }
    }
}
