// SPDX-License-Identifier: Apache-2.0
import SourceFacts
import Support
import SystemPackage

/// Answers a request: reads its units, two at a time, and merges what they say.
package enum SourceReader {
    package static let schema = SourceFactsRequest.currentSchema

    /// The working directory must be the source tree's root.
    ///
    /// - Throws: `ReadingError`.
    package static func read(_ request: SourceFactsRequest) async throws -> SourceFacts {
        guard request.schema == schema else { throw ReadingError.schema(request.schema) }
        let prelude = try Self.prelude(request)
        let parts = try await read(request) { unit in
            if let prelude, unit.flags == prelude.inputs.flags,
                let facts = try? UnitReader.read(
                    unit, structFiles: request.structFiles, prelude: prelude)
            {
                return facts
            }
            return try UnitReader.read(unit, structFiles: request.structFiles)
        }
        var merging = SourceFactsMerging()
        if let prelude { merging.add(prelude.facts) }
        for number in request.units.indices { parts[number].map { merging.add($0) } }
        return merging.facts
    }

    private static func prelude(_ request: SourceFactsRequest) throws -> Prelude? {
        guard let folder = request.preludeFolder,
            let flags = Prelude.commonFlags(request.units)
        else { return nil }
        return try Prelude.make(
            .init(headers: request.prelude, flags: flags, structFiles: request.structFiles),
            in: FilePath(folder))
    }

    private static func read(
        _ request: SourceFactsRequest,
        _ reader: @escaping @Sendable (SourceFactsRequest.Unit) throws -> SourceFacts
    ) async throws -> [Int: SourceFacts] {
        var parts: [Int: SourceFacts] = [:]
        try await withThrowingTaskGroup(of: (Int, SourceFacts).self) { group in
            var waiting = Array(request.units.enumerated())[...]
            func start() {
                guard let (number, unit) = waiting.popFirst() else { return }
                group.addTask {
                    try await offPool { (number, try reader(unit)) }
                }
            }
            start()
            start()
            while let (number, facts) = try await group.next() {
                parts[number] = facts
                start()
            }
        }
        return parts
    }
}
