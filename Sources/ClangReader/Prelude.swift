// SPDX-License-Identifier: Apache-2.0
internal import SchedModel
internal import SystemIO
internal import SystemPackage

/// Headers that were parsed once for many units (a precompiled header): they are
/// nine tenths of what a unit of the kernel makes clang read.
struct Prelude: Sendable {
    /// For `-include-pch`.
    var file: String
    /// Where its declarations stand, as `Places` names files.
    var headers: Set<String>

    /// Fewer units are parsed as fast without.
    private static let worthwhile = 3

    /// The flags that most units share to the letter; nil when too few do.
    static func commonFlags(_ units: [SourceFactsRequest.Unit]) -> [String]? {
        let groups = Dictionary(grouping: units, by: \.flags)
        let largest = groups.max { ($0.value.count, $1.key.count) < ($1.value.count, $0.key.count) }
        return largest.flatMap { $0.value.count >= worthwhile ? $0.key : nil }
    }

    /// Parses `headers` with `flags` and keeps them in `folder`.
    ///
    /// - Returns: nil when clang takes the headers for wrong by themselves, as one
    ///   of another kernel may be: units are then parsed as a whole.
    static func make(
        _ headers: [String], flags: [String], in folder: FilePath, structFiles: [String]
    ) throws -> (prelude: Prelude, facts: SourceFacts)? {
        let source = folder.appending("prelude.h")
        let lines = headers.map { "#include <\($0)>\n" }.joined()
        try Files.replace(source, with: Array(lines.utf8))
        return try? UnitReader.make(
            prelude: source.string, flags: flags, at: folder.appending("prelude.pch").string,
            structFiles: structFiles)
    }
}
