// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct PartitioningIndexTests {
    @Test func `every length and every place is found as a scan finds it`() {
        for count in 0...9 {
            let numbers = (0..<count).map { $0 / 2 }
            for limit in -1...6 {
                #expect(
                    numbers.partitioningIndex { limit <= $0 }
                        == numbers.firstIndex { limit <= $0 } ?? numbers.endIndex)
            }
        }
    }

    @Test func `a slice keeps its own indices`() {
        #expect([9, 1, 2, 3, 0][1..<4].partitioningIndex { 3 <= $0 } == 3)
    }
}
