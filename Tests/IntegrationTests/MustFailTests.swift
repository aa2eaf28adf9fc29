// SPDX-License-Identifier: Apache-2.0
import Diagnostics
import Operations
import SchedModel
import SystemIO
import SystemPackage
import Testing

/// A folder of Tests/Fixtures/must-fail: a variant that must be refused, and in
/// expected.txt what it is told, paths relative to the folder.
struct MustFail: Sendable, CustomTestStringConvertible {
    var testDescription: String

    static let checkout = FilePath(#filePath).removingLastComponent().removingLastComponent()
        .removingLastComponent()
    static let root = checkout.appending("Tests/Fixtures/must-fail")
    static let all = ((try? Files.list(root)) ?? []).sorted().map {
        MustFail(testDescription: $0)
    }

    var folder: FilePath { Self.root.appending(testDescription) }
    var expected: FilePath { folder.appending("expected.txt") }

    /// What `sched add` says; nil when it builds the variant.
    func messages() async throws -> String? {
        let copy = try Files.makeTemporaryDirectory("must-fail")
        defer { try? Files.remove(copy) }
        do {
            _ = try await Self.add(folder, in: copy)
            return nil
        } catch let error as DiagnosticsError {
            return "\(error)".replacing(copy.string + "/", with: "") + "\n"
        }
    }

    /// The folder is copied to `copy`, as the lock is written beside the manifest.
    static func add(_ folder: FilePath, in copy: FilePath) async throws -> AddVariant.Outcome {
        for name in try Files.list(folder) {
            try Files.copy(folder.appending(name), to: copy.appending(name))
        }
        let context = BuildContext(
            dataRoot: checkout, cache: Surroundings.cache,
            repository: copy.appending("repo"), progress: .silent)
        return try await AddVariant(context: context, options: LockOptions())
            .run(copy.appending("manifest.yaml"))
    }

    static let isWanted = Surroundings.variable("SCHED_TEST_INTEGRATION") != nil
    static let isRewriting = Surroundings.variable("SCHED_REWRITE_GOLDEN") == "1"
}

@Suite(.serialized) struct MustFailTests {
    @Test(.enabled(if: MustFail.isWanted), .timeLimit(.minutes(10)), arguments: MustFail.all)
    func `a variant that cannot work is refused`(_ example: MustFail) async throws {
        let messages = try #require(try await example.messages(), "the variant was built")
        if MustFail.isRewriting, Surroundings.variable("CI") == nil {
            try Files.replace(example.expected, with: messages.utf8)
        }
        #expect(try Files.readText(example.expected) == messages)
    }

    @Test func `every refusal has its case`() throws {
        #expect(MustFail.all.count >= 20)
        let expected = try MustFail.all.map { try Files.readText($0.expected) }.joined()
        for code in [
            "struct-layout-changed", "struct-member-used", "shared-data-changed",
            "edit-kept-function",
            "edit-outside-boundary", "ro-after-init-key", "per-cpu-too-large", "new-initcall",
            "new-parameter", "new-export", "missing-function", "new-callback",
            "undefined-symbol", "patch-does-not-apply", "compile-error",
            "sidecar-unknown-function", "sidecar-never-returns", "sidecar-of-threads",
            "sidecar-section", "sidecar-init", "sidecar-not-callable", "sidecar-inside",
            "sidecar-unknown-file", "sidecar-without-source", "sidecar-register-use",
            "ambiguous-static",
        ] { #expect(expected.contains("[\(code)]"), "no case shows \(code)") }
    }
}
