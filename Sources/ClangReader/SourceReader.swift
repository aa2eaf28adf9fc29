// SPDX-License-Identifier: Apache-2.0
public import SchedModel
internal import SystemIO

/// Answers a request: reads its units, two at a time, and merges what they say.
public enum SourceReader {
    public static let schema = SourceFactsRequest.currentSchema

    /// The working directory must be the source tree's root.
    ///
    /// - Throws: `ReadingError`.
    public static func read(_ request: SourceFactsRequest) async throws -> SourceFacts {
        guard request.schema == schema else { throw ReadingError.schema(request.schema) }
        var parts: [Int: SourceFacts] = [:]
        try await withThrowingTaskGroup(of: (Int, SourceFacts).self) { group in
            var waiting = Array(request.units.enumerated())[...]
            func start() {
                guard let (number, unit) = waiting.popFirst() else { return }
                group.addTask {
                    try await offPool {
                        (number, try UnitReader.read(unit, structFiles: request.structFiles))
                    }
                }
            }
            start()
            start()
            while let (number, facts) = try await group.next() {
                parts[number] = facts
                start()
            }
        }
        var merging = SourceFactsMerging()
        for number in request.units.indices { parts[number].map { merging.add($0) } }
        return merging.facts
    }
}
