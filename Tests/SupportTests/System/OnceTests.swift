// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct SmallHelperTests {
    private struct Failed: Error {}

    @Test(arguments: 0..<6)
    func `the first element of the second part is found`(boundary: Int) {
        let numbers = [10, 20, 30, 40, 50]
        #expect(numbers.partitioningIndex { $0 > boundary * 10 } == boundary)
        #expect(numbers[2...].partitioningIndex { $0 > boundary * 10 } == max(2, boundary))
    }

    @Test func `a value is made once, and again after a failure`() throws {
        let value = Once<Int>()
        var made = 0
        func make() throws -> Int {
            made += 1
            if made == 1 { throw Failed() }
            return made
        }
        #expect(throws: Failed.self) { try value(make) }
        #expect(try value(make) == 2)
        #expect(try value(make) == 2)
    }
}
