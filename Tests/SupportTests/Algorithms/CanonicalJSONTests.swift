// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Support

@Suite struct CanonicalJSONTests {
    private struct Value: Codable, Equatable {
        var path = "a/b"
        var count = 2
        var names: [String: Int] = ["z": 1, "a": 2]
    }

    @Test func `keys are sorted and slashes stay`() throws {
        #expect(
            String(decoding: try CanonicalJSON.compact(Value()), as: UTF8.self)
                == #"{"count":2,"names":{"a":2,"z":1},"path":"a/b"}"#)
        #expect(
            String(decoding: try CanonicalJSON.document(["path": "a/b"]), as: UTF8.self)
                == "{\n  \"path\" : \"a/b\"\n}\n")
    }

    @Test func `what was written is read`() throws {
        #expect(try CanonicalJSON.decode(from: CanonicalJSON.document(Value())) == Value())
        #expect(throws: DecodingError.self) {
            try CanonicalJSON.decode(Value.self, from: "{}".utf8)
        }
    }

    @Test func `a cache that is missing or damaged counts as none`() throws {
        let directory = try Files.makeTemporaryDirectory("json")
        defer { try? Files.remove(directory) }
        let file = directory.appending("cache.json")
        #expect(CanonicalJSON.cached(Value.self, at: file) == nil)
        try Files.write("{\"count\":".utf8, to: file)
        #expect(CanonicalJSON.cached(Value.self, at: file) == nil)
        try Files.write(CanonicalJSON.compact(Value()), to: file)
        #expect(CanonicalJSON.cached(at: file) == Value())
    }
}
