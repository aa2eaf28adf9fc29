// SPDX-License-Identifier: Apache-2.0
internal import CClang
import Support

/// Where cursors of one unit stand; a name is built once for each file.
struct Places {
    private var names: [UnsafeMutableRawPointer: String] = [:]

    private static let tree = Surroundings.workingDirectory.string + "/"

    /// The file, as the tree names it, and the line; for what a macro made, those
    /// of the outermost macro's use. An empty name for what has no file.
    mutating func place(_ cursor: CXCursor) -> (file: String, line: Int) {
        var file: CXFile?
        var line: UInt32 = 0
        clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, &line, nil, nil)
        guard let file else { return ("", 0) }
        if let name = names[file] { return (name, Int(line)) }
        var name = Self.normalised(text(clang_getFileName(file)))
        // A precompiled header keeps whole paths.
        if name.hasPrefix(Self.tree) { name.removeFirst(Self.tree.count) }
        names[file] = name
        return (name, Int(line))
    }

    /// `kernel/sched/../x.h` is `kernel/x.h`, `./a.h` is `a.h`.
    static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
