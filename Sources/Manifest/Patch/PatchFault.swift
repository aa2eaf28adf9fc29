// SPDX-License-Identifier: Apache-2.0
import Support

/// Why bytes are not a patch that can be applied.
package enum PatchFault: Failure, Equatable {
    case notADiff
    case touchesNothing
    /// Line from 1, and what is wrong there.
    case damaged(line: Int, why: String)
    /// From this line on, lines end in CR LF, which no kernel source does.
    case dosLines(line: Int)
    /// What would change a file and is no unified diff. Line from 1.
    case foreign(line: Int, why: String)
    /// A path that is absolute or climbs with `..`.
    case outside(line: Int, target: String)

    package var description: String {
        switch self {
        case .notADiff: "this is no unified diff"
        case .touchesNothing: "the patch changes nothing"
        case .damaged(let line, let why): "line \(line) of the patch: \(why)"
        case .dosLines(let line): "line \(line) of the patch ends in CR LF"
        case .foreign(let line, let why): "line \(line) of the patch: \(why)"
        case .outside(let line, let target):
            "line \(line) of the patch names `\(target)`, which is no path in the kernel tree"
        }
    }
}
