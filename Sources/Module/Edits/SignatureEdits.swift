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
    let tree: PatchedTree

    /// A .c file counts when a line of such a function's head is touched, a
    /// header when a line that may be part of a prototype or a typedef is removed.
    func files() -> [String] {
        tree.files.values.filter { file in
            if file.path.hasSuffix(".h") {
                return file.changes().contains { change in
                    !change.isAdded
                        && (change.text.contains { "(),".contains($0) }
                            || change.text.hasPrefix("typedef"))
                }
            }
            let heads = heads(file.path)
            return file.path.hasSuffix(".c")
                && file.changes().contains { change in
                    heads.contains {
                        $0.lines.contains(change.stockLine)
                            && (change.stockLine > $0.name || !change.isAdded)
                    }
                }
        }.map(\.path).sorted()
    }

    /// From the line above the name, where the return type may stand, to the
    /// brace.
    private func heads(_ path: String) -> [(lines: ClosedRange<Int>, name: Int)] {
        let functions = functions.filter { $0.file == path && $0.line > 0 }
        guard !functions.isEmpty, let lines = tree.stock.lines(of: path) else { return [] }
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
