// SPDX-License-Identifier: Apache-2.0
import SourceFacts
import Support
import SystemPackage

/// Answers a request: reads its units, as many at a time as there are
/// processors, and merges what they say.
package enum SourceReader {
    /// The only schema of requests that this program answers.
    package static let schema = SourceFactsRequest.currentSchema

    /// The working directory must be the source tree's root.
    ///
    /// - Throws: `ReadingError`.
    package static func read(_ request: SourceFactsRequest) async throws -> SourceFacts {
        guard request.schema == schema else { throw ReadingError.schema(request.schema) }
        let prelude = try Self.prelude(request)
        let parts = try await BoundedTasks.map(request.units) { unit in
            try await offPool { try read(unit, request, prelude) }
        }
        var merging = SourceFactsMerging()
        if let prelude { merging.add(prelude.facts) }
        for part in parts { merging.add(part) }
        return merging.facts
    }

    /// With the prelude where its flags are the unit's and nothing is amiss.
    private static func read(
        _ unit: SourceFactsRequest.Unit, _ request: SourceFactsRequest, _ prelude: Prelude?
    ) throws -> SourceFacts {
        if let prelude, unit.flags == prelude.inputs.flags,
            let facts = try? UnitReader.read(
                unit, structFiles: request.structFiles, prelude: prelude)
        {
            return facts
        }
        return try UnitReader.read(unit, structFiles: request.structFiles)
    }

    private static func prelude(_ request: SourceFactsRequest) throws -> Prelude? {
        guard let directory = request.preludeDirectory,
            let flags = Prelude.commonFlags(request.units)
        else { return nil }
        return try Prelude.make(
            .init(headers: request.prelude, flags: flags, structFiles: request.structFiles),
            in: FilePath(directory))
    }
}
