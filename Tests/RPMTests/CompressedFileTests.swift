// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import RPM
@testable import Support

@Suite struct CompressedFileTests {
    static let content = Array(String(repeating: "some metadata\n", count: 10_000).utf8)

    @Test(arguments: [
        ("gzip", "gz"), ("zstd", "zst"), ("xz", "xz"), ("bzip2", "bz2"), ("cat", "xml"),
    ])
    func expands(program: String, ending: String) async throws {
        let directory = try Files.makeTemporaryDirectory("compressed")
        defer { try? Files.remove(directory) }
        let file = directory.appending("data.\(ending)")
        let words = program == "cat" ? [] : ["-c"]
        let packed = try await Command(program, words).runChecked(input: Self.content)
        try Files.write(packed.output, to: file)
        #expect(try CompressedFile.expand(Files.read(file), from: file) == Self.content)
        #expect(throws: RPMError.file(operation: "expand", path: file, errno: .fileTooLarge)) {
            try CompressedFile.expand(Files.read(file), from: file, limit: 1000)
        }
    }
}
