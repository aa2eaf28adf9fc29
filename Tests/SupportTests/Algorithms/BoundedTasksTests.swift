// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct BoundedTask {
    private actor Counter {
        private(set) var running = 0
        private(set) var most = 0
        func enter() { (running, most) = (running + 1, max(most, running + 1)) }
        func leave() { running -= 1 }
    }

    @Test(arguments: [1, 2, 3, 50])
    func `no more run at once than the limit, and results keep their order`(
        _ limit: Int
    ) async throws {
        let counter = Counter()
        let results = try await BoundedTasks.map(Array(0..<20), limit: limit) { number in
            await counter.enter()
            try await Task.sleep(for: .milliseconds(20 - number))
            await counter.leave()
            return number * number
        }
        #expect(results == (0..<20).map { $0 * $0 })
        #expect(await counter.most <= limit)
    }

    @Test func `an error ends the rest`() async {
        let counter = Counter()
        await #expect(throws: CancellationError.self) {
            _ = try await BoundedTasks.map(Array(0..<100), limit: 2) { number in
                await counter.enter()
                await counter.leave()
                if number == 3 { throw CancellationError() }
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        #expect(await counter.most <= 2)
    }

    @Test func `memory bounds as processors do`() throws {
        let available = try #require(Surroundings.availableMemory)
        #expect(BoundedTasks.limit(memory: 1) == Surroundings.processorCount)
        #expect(BoundedTasks.limit(memory: available * 4) == 1)
    }
}
