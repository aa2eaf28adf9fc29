// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// The texts of some files of one kernel tree, by path in it. A file that the
/// tree does not have is not there.
struct SourceTexts: Sendable {
    private let texts: [String: String]

    init(_ texts: [String: String]) { self.texts = texts }

    /// Reads the files that there are below `root`.
    init(of paths: [String], in root: FilePath) throws {
        var texts: [String: String] = [:]
        for path in Set(paths) {
            let file = root.appending(FilePath(path).components)
            if Files.exists(file) { texts[path] = try Files.readText(file) }
        }
        self.texts = texts
    }

    subscript(path: String) -> String? { texts[path] }

    /// Line 1 is at index 0.
    func lines(of path: String) -> [Substring]? {
        texts[path]?.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
