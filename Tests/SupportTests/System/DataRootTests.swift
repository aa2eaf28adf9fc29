// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Support

@Suite struct DataRootTests {
    /// The tests run in the checkout.
    @Test func `a relative directory becomes an absolute one`() throws {
        for text in [".", "Tests/.."] {
            #expect(try DataRoot.find(flag: FilePath(text)) == Surroundings.workingDirectory)
        }
    }

    @Test func `a directory without recipes is none`() {
        #expect(throws: SystemError.self) { try DataRoot.find(flag: "Tests") }
    }
}
