// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// A directory of Tests/Fixtures/must-fail: a variant that must be refused, and in
/// expected.txt what it is told, paths relative to the directory.
struct MustFail: Sendable, CustomTestStringConvertible {
    var testDescription: String

    static let checkout = Checkout.root
    static let root = checkout.appending("Tests/Fixtures/must-fail")
    static let all = ((try? Files.list(root)) ?? []).sorted().map {
        MustFail(testDescription: $0)
    }

    var directory: FilePath { Self.root.appending(testDescription) }
    var expected: FilePath { directory.appending("expected.txt") }

    /// What `sched add` says; nil when it builds the variant. Nothing may come of
    /// it: no package, no repository, no record of a build, no work directory left.
    func messages() async throws -> String? {
        let room = try Self.makeRoom()
        defer { try? Files.remove(room) }
        do {
            _ = try await Self.add(directory, in: room)
            return nil
        } catch let error as DiagnosticsError {
            let work = room.appending("cache/work")
            var left = try Files.walk(room).filter { $0.extension == "rpm" }.map(\.string)
            left += ["repo", "cache/builds"].filter { Files.exists(room.appending($0)) }
            if Files.exists(work) { left += try Files.list(work).filter { $0 != ".lock" } }
            #expect(left == [], "a refused variant left something behind")
            let manifest = room.appending("variant").string
            return "\(error)".replacing(manifest + "/", with: "") + "\n"
        }
    }

    /// A directory for one case, with a cache of its own that shares nothing but
    /// kernels with the tests that run meanwhile.
    static func makeRoom() throws -> FilePath {
        let room = try Files.makeTemporaryDirectory("variant-case")
        try Files.createDirectory(room.appending("variant"))
        let cache = room.appending("cache")
        try Files.createDirectory(cache)
        for shared in ["kernels", "packages"] {
            let target = Surroundings.cache.appending(shared)
            try Files.createDirectory(target)
            try Files.symbolicLink(cache.appending(shared), to: target)
        }
        return room
    }

    /// The directory is copied, as the lock is written beside the manifest.
    static func add(_ directory: FilePath, in room: FilePath) async throws -> AddVariant.Outcome {
        let copy = room.appending("variant")
        for name in try Files.list(directory) where name != FollowedCase.directoryName {
            try Files.copy(directory.appending(name), to: copy.appending(name))
        }
        let context = BuildContext(
            dataRoot: checkout, cache: room.appending("cache"),
            repository: room.appending("repo"), progress: .silent)
        return try await AddVariant(context: context, mode: .update)
            .run(copy.appending("manifest.yaml"))
    }

    static let isWanted = Surroundings.variable("SCHED_TEST_INTEGRATION") != nil
}

@Suite(.serialized) struct MustFailTests {
    @Test(.enabled(if: MustFail.isWanted), .timeLimit(.minutes(10)), arguments: MustFail.all)
    func `a variant that cannot work is refused`(_ example: MustFail) async throws {
        let messages = try #require(try await example.messages(), "the variant was built")
        #expect(
            try GoldenFile.difference(messages, from: example.expected) == nil,
            "it says:\n\(messages)")
    }

    @Test func `there are enough of them, each about its own`() throws {
        #expect(MustFail.all.count >= 44)
        var codes: Set<String> = []
        for example in MustFail.all {
            let name = example.testDescription
            let text = try Files.readText(example.expected)
            let first = try #require(
                MustFail.errors(text).first, "\(name): no error with file:line:column and a code")
            #expect(
                first.file.hasSuffix(".yaml") || first.file.hasSuffix(".patch"),
                "\(name): \(first.file)")
            codes.insert(first.code)
            // A further case of a code is named for what is special about it.
            if DiagnosticCode(rawValue: name) != nil {
                #expect(name == first.code, "\(name) shows \(first.code)")
            } else {
                #expect(
                    Files.exists(MustFail.root.appending(first.code))
                        || first.code.hasPrefix("struct-"),
                    "\(name) is the only case of \(first.code), and not named for it")
            }
        }
        #expect(codes.count >= 40, "\(codes.count) codes have a case of their own")
    }
}

extension MustFail {
    /// Of a message's lines those that begin a diagnostic of severity error.
    static func errors(_ text: String) -> [(file: String, code: String)] {
        let pattern = #/^([^\s:]+):\d+:\d+: error: .*\[([a-z0-9-]+)\]$/#
        return text.split(separator: "\n").compactMap { line in
            line.wholeMatch(of: pattern).map { (String($0.1), String($0.2)) }
        }
    }
}
