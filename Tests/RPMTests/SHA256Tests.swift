// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import RPM
@testable import Support

@Suite struct SHA256Tests {
    // FIPS 180-4 examples and the empty message.
    static let known: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: known) func `known messages`(message: String, digest: String) {
        #expect(SHA256.hex(of: Array(message.utf8)) == digest)
    }

    @Test func `file of several buffers equals its bytes`() throws {
        let directory = try Files.makeTemporaryDirectory("sha256")
        defer { try? Files.remove(directory) }
        let bytes = (0..<(3 << 20) + 17).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let file = directory.appending("bytes")
        try Files.write(bytes, to: file)
        #expect(try SHA256.hex(of: file) == SHA256.hex(of: bytes))
    }

    @Test func `pieces equal the whole`() {
        var digest = SHA256()
        for piece in ["a", "", "bc"] { digest.update(Array(piece.utf8)) }
        #expect(digest.finish() == SHA256.hex(of: "abc"))
    }

    @Test func `missing file is named`() {
        #expect(
            throws: RPMError.file(
                operation: "read", path: "/nowhere", errno: .noSuchFileOrDirectory)
        ) {
            try SHA256.hex(of: FilePath("/nowhere"))
        }
    }
}

@Suite struct RPMVersionTests {
    @Test(arguments: [
        ("1.0", "1.0", 0), ("1.0", "1.1", -1), ("1.10", "1.9", 1), ("1.0~rc1", "1.0", -1),
        ("1.0^git1", "1.0", 1), ("2.0", "10.0", -1), ("1.6.1.0_56", "1.6.1.0_57", -1),
        ("1.6.1.0_9", "1.6.1.0_10", -1),
    ])
    func order(a: String, b: String, expected: Int) {
        #expect(RPMVersion.compare(a, b).signum() == expected)
        #expect(RPMVersion.compare(b, a).signum() == -expected)
    }

    @Test func `epoch comes first`() {
        let old = NEVRA(name: "a", version: "9", release: "1", architecture: "x86_64")
        let new = NEVRA(name: "a", epoch: 1, version: "1", release: "1", architecture: "x86_64")
        #expect(old.isOlder(than: new) && !new.isOlder(than: old))
        #expect(new.description == "a-1:1-1.x86_64")
    }
}
