// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Manifest
@testable import Support

/// The hints of Tests/Fixtures/manifests, followed to the letter.
@Suite struct FollowedHintTests {
    static let all = GoldenCase.all.filter { Files.exists(FollowedCase($0.directory).followed) }

    @Test(arguments: all)
    func `a manifest is accepted when the hints are followed`(_ example: GoldenCase) throws {
        let room = try Files.makeTemporaryDirectory("followed")
        defer { try? Files.remove(room) }
        try FollowedCase(example.directory).lay(in: room)
        #expect(throws: Never.self) {
            try ManifestLoader.load(
                room.appending("manifest.yaml"), recipes: GoldenCase.recipes)
        }
    }

    /// The command of a hint is run as it stands there.
    @Test func `a command of a hint does what it says`() async throws {
        let example = FollowedCase(GoldenCase.root.appending("patch-dos-lines"))
        let hint = try #require(try example.messages().first?.hint)
        let command = try #require(hint.firstMatch(of: #/`([^`]+)`/#))
        let room = try Files.makeTemporaryDirectory("followed")
        defer { try? Files.remove(room) }
        try Files.copy(example.directory.appending("a.patch"), to: room.appending("a.patch"))
        _ = try await Command("sh", ["-c", String(command.1)], in: room).runChecked(timeout: 60)
        #expect(
            try Files.read(room.appending("a.patch"))
                == Files.read(example.followed.appending("a.patch")))
    }

    @Test func `a patch that is too large is the wrong file`() throws {
        let example = FollowedCase(GoldenCase.root.appending("repeated-patch"))
        let room = try Files.makeTemporaryDirectory("followed")
        defer { try? Files.remove(room) }
        try example.lay(in: room)
        let patch = room.appending("good.patch")
        let right = try Files.read(patch)
        try Files.write([UInt8](repeating: 0x23, count: 5 << 20), to: patch)
        let manifest = room.appending("manifest.yaml")
        let error = #expect(throws: DiagnosticsError.self) {
            try ManifestLoader.load(manifest, recipes: GoldenCase.recipes)
        }
        #expect(error?.diagnostics.map(\.code.rawValue) == ["manifest-unreadable-patch"])
        #expect(error?.diagnostics.first?.hint?.contains("check the file") == true)
        try Files.write(right, to: patch)
        #expect(throws: Never.self) {
            try ManifestLoader.load(manifest, recipes: GoldenCase.recipes)
        }
    }

    /// Files that are not what was meant: the hint asks for the right one.
    @Test(arguments: [
        ("yaml-too-large", String(repeating: "#", count: 2 << 20)),
        ("yaml-too-many-nodes", "a: [" + String(repeating: "1,", count: 100_001) + "1]"),
        ("yaml-unreadable", ""),
    ])
    func `the right file is read`(_ code: String, _ text: String) throws {
        let room = try Files.makeTemporaryDirectory("followed")
        defer { try? Files.remove(room) }
        let manifest = room.appending("manifest.yaml")
        if !text.isEmpty { try Files.write(text.utf8, to: manifest) }
        let error = #expect(throws: DiagnosticsError.self) {
            try ManifestLoader.load(manifest, recipes: GoldenCase.recipes)
        }
        let told = try #require(error?.diagnostics.last)
        #expect(told.code.rawValue == code)
        #expect(told.hint?.contains(text.isEmpty ? "the path" : "the right file") == true)
        try Files.replace(
            manifest,
            with: try Files.read(GoldenCase.root.appending("bad-name/followed/manifest.yaml")))
        #expect(throws: Never.self) {
            try ManifestLoader.load(manifest, recipes: GoldenCase.recipes)
        }
    }
}
