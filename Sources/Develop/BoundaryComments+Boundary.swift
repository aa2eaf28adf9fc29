// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

extension BoundaryComments {
    /// What a boundary says of the functions of one file, by the lines of the
    /// pristine source. Functions without any restriction get no comment; where
    /// several begin on a line (a system call and its wrappers) the strictest
    /// one speaks.
    ///
    /// - Parameter isInside: whether the file is one of the boundary's; of other
    ///   files only the sidecars may be edited.
    package static func comments(
        of file: String, in boundary: Boundary, isInside: Bool
    ) -> [Comment] {
        var strictest: [Int: (rank: Int, text: String)] = [:]
        for function in boundary.functions where function.file == file && function.line > 0 {
            guard let found = verdict(function, isInside: isInside) else { continue }
            if let known = strictest[function.line], known.rank <= found.rank { continue }
            strictest[function.line] = found
        }
        return strictest.map { Comment(line: $0.key, text: $0.value.text) }
            .sorted { $0.line < $1.line }
    }

    /// A low rank is a strict one.
    private static func verdict(
        _ function: Boundary.Function, isInside: Bool
    ) -> (rank: Int, text: String)? {
        let why = reason(function.evidence)
        switch function.class {
        case .contextSwitch:
            return (3, "runs in the frame of vmlinux's, signature fixed")
        case .kept: return (0, "kept in vmlinux, do not edit\(why)")
        case .`init`: return (1, "runs at boot only, do not edit")
        case .outsider where !isInside: return (2, "outside the boundary, do not edit")
        case .interface: return (4, "interface, signature fixed\(why)")
        case .callback: return (5, "callback, signature fixed\(why)")
        case .sidecar: return (6, "sidecar, signature fixed")
        case .outsider, .insider, .optimisedAway: return nil
        }
    }

    /// The first piece of evidence, and how many more there are.
    private static func reason(_ evidence: [String]) -> String {
        guard let first = evidence.first else { return "" }
        let more = evidence.count > 1 ? ", and \(evidence.count - 1) more" : ""
        return " (\(first)\(more))"
    }

    /// The comments moved to the lines of `edited`; their own lines count in `pristine`.
    /// A function whose own line was changed loses its comment.
    package static func moved(
        _ comments: [Comment], from pristine: [UInt8], to edited: [UInt8]
    ) -> [Comment] {
        if pristine == edited { return comments }
        let before = lines(pristine)
        let change = lines(edited).difference(from: before)
        var removed = Set<Int>()
        for case .remove(let offset, _, _) in change.removals { removed.insert(offset) }
        var inserted = Set<Int>()
        for case .insert(let offset, _, _) in change.insertions { inserted.insert(offset) }
        // Both texts are walked together; what is in neither set stands in both.
        var moved: [Int: Int] = [:]
        var new = 0
        for old in before.indices where !removed.contains(old) {
            while inserted.contains(new) { new += 1 }
            moved[old + 1] = new + 1
            new += 1
        }
        return comments.compactMap { comment in
            moved[comment.line].map { Comment(line: $0, text: comment.text) }
        }
    }
}
