// SPDX-License-Identifier: Apache-2.0

/// The texts of some files of one kernel tree, by path in it. A file that the
/// tree does not have is not there.
struct SourceTexts: Sendable {
    private let texts: [String: String]

    init(_ texts: [String: String]) { self.texts = texts }

    subscript(path: String) -> String? { texts[path] }

    /// Line 1 is at index 0.
    func lines(of path: String) -> [Substring]? {
        texts[path]?.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
