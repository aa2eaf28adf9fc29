// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
@testable import Boundary

@Suite struct PackagedBoundaryTests {
    @Test func `what sched writes now is read`() throws {
        let written = try JSONEncoder().encode(BoundaryDocumentTests.document)
        let read = try JSONDecoder().decode(PackagedBoundary.self, from: written)
        #expect(read.files == BoundaryDocumentTests.whole.files)
        #expect(read.functions.map(\.class) == ["interface"])
        #expect(read.variables.map(\.unsafe) == ["nobody calls it"])
        #expect(read.variables.map(\.reason) == ["manifest"])
    }

    @Test func `what the first packages carry is read`() throws {
        let old = """
            {"schema":1,"files":["a.c"],"redirects":[],"functions":[{"name":"f","file":"a.c",
            "class":"sidecar","evidence":["named as a sidecar"]}],"variables":[{"name":"v",
            "ownership":"private"}]}
            """
        let read = try JSONDecoder().decode(PackagedBoundary.self, from: Data(old.utf8))
        #expect(read.functions.map(\.class) == ["sidecar"])
        #expect(read.variables.map(\.reason) == [nil])
    }
}
