// SPDX-License-Identifier: Apache-2.0

/// Work on many things at once, as many as the machine can take.
package enum BoundedTasks {
    /// How many programs may run at once that need a processor and `memory` bytes
    /// each: at least one.
    package static func limit(memory: Int = 0) -> Int {
        let byMemory = Surroundings.availableMemory.map { $0 / max(1, memory) }
        return max(1, min(Surroundings.processorCount, byMemory ?? .max))
    }

    /// Runs `body` for each element, at most `limit` of them at a time, and
    /// returns the results in the elements' order. The first error ends the rest.
    package static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], limit: Int = limit(),
        _ body: @escaping @Sendable (Element) async throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results: [Int: Result] = [:]
            for (index, element) in elements.enumerated() {
                if index >= limit, let (place, result) = try await group.next() {
                    results[place] = result
                }
                group.addTask { (index, try await body(element)) }
            }
            for try await (place, result) in group { results[place] = result }
            return elements.indices.compactMap { results[$0] }
        }
    }
}
