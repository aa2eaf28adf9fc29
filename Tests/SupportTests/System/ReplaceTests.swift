// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Support

@Suite struct FileReplacement {
    private func withDirectory(_ body: (FilePath) async throws -> Void) async throws {
        let directory = try Files.makeTemporaryDirectory("replace")
        defer { try? Files.remove(directory) }
        try await body(directory)
    }

    @Test func `of many writers at once each is whole, and one stays`() async throws {
        try await withDirectory { directory in
            let path = directory.appending("facts")
            let texts = (0..<32).map { String(repeating: "\($0) ", count: 10_000) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for text in texts {
                    group.addTask { try Files.replace(path, with: text.utf8) }
                }
                try await group.waitForAll()
            }
            #expect(texts.contains(try Files.readText(path)))
            #expect(try Files.list(directory) == ["facts"])
        }
    }

    @Test func `a failed replacement leaves nothing behind`() async throws {
        try await withDirectory { directory in
            let path = directory.appending("facts")
            try Files.createDirectory(path)
            #expect(throws: SystemError.self) { try Files.replace(path, with: "text".utf8) }
            #expect(try Files.list(directory) == ["facts"])
            #expect(Files.isDirectory(path))
        }
    }

    @Test func `permissions are as asked for`() async throws {
        try await withDirectory { directory in
            let path = directory.appending("script")
            try Files.replace(path, with: "#!/bin/sh\n".utf8, permissions: 0o700)
            #expect(try Files.permissions(path) == 0o700)
        }
    }
}
