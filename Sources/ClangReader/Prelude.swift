// SPDX-License-Identifier: Apache-2.0
import SourceFacts
import Support
import SystemPackage

/// Headers that were parsed once for many units (a precompiled header): they are
/// nine tenths of what a unit of the kernel makes clang read.
struct Prelude: Sendable, Codable {
    /// What it depends on beside the source tree.
    struct Inputs: Codable, Equatable {
        /// As `#include <…>` names them.
        var headers: [String]
        var flags: [String]
        var structFiles: [String]
    }

    var inputs: Inputs
    /// For `-include-pch`.
    var file: String
    /// Of the functions in the headers.
    var facts: SourceFacts

    /// Fewer units are parsed as fast without.
    private static let worthwhile = 3

    /// The flags that most units share to the letter; nil when too few do.
    static func commonFlags(_ units: [SourceFactsRequest.Unit]) -> [String]? {
        let groups = Dictionary(grouping: units, by: \.flags)
        let largest = groups.max { ($0.value.count, $1.key.count) < ($1.value.count, $0.key.count) }
        return largest.flatMap { $0.value.count >= worthwhile ? $0.key : nil }
    }

    /// The one that `directory` keeps from an earlier request, if it was made of the
    /// same; else a new one, which is kept there.
    ///
    /// - Returns: nil when clang takes the headers for wrong by themselves, as one
    ///   of another kernel may be: units are then parsed as a whole.
    static func make(_ inputs: Inputs, in directory: FilePath) throws -> Prelude? {
        let record = directory.appending("prelude.json")
        if let known = CanonicalJSON.cached(Prelude.self, at: record), known.inputs == inputs {
            return known
        }
        let source = directory.appending("prelude.h")
        let lines = inputs.headers.map { "#include <\($0)>\n" }.joined()
        try Files.replace(source, with: lines.utf8)
        let file = directory.appending("prelude.pch").string
        guard
            let facts = try? UnitReader.make(
                prelude: source.string, flags: inputs.flags, at: file,
                structFiles: inputs.structFiles)
        else { return nil }
        let made = Prelude(inputs: inputs, file: file, facts: facts)
        try Files.replace(record, with: CanonicalJSON.compact(made))
        return made
    }
}
