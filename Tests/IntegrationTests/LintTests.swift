// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import TestSupport
import Testing
@testable import Commands
@testable import Kernel
@testable import Support

/// `sched lint` against what `sched add` says of the same variants.
@Suite(.serialized) struct LintTests {
    /// Fixtures of Tests/Fixtures/must-fail whose fault stands in the source.
    private static let known = [
        "edit-boot-function", "edit-build-file", "edit-kept-function",
        "edit-kept-function-after-the-switch", "edit-kept-function-at-an-offset",
        "edit-kept-function-in-a-series",
        "edit-not-a-sidecar", "edit-outside-boundary", "edit-shared-header", "new-export",
        "new-source-file", "patch-does-not-apply", "patch-unknown-file", "removed-source-file",
        "parameter-unknown-feature",
    ].map { MustFail(testDescription: $0) }

    private func lint(
        _ manifest: FilePath, compiles: Bool = false, deniesWarnings: Bool = false
    ) async throws -> LintVariant.Outcome {
        let context = BuildContext(
            dataRoot: MustFail.checkout, cache: Surroundings.cache,
            repository: manifest.removingLastComponent().appending("none"), progress: .silent)
        var lint = LintVariant(context: context, mode: .update)
        lint.compiles = compiles
        lint.deniesWarnings = deniesWarnings
        return try await lint.run(manifest)
    }

    @Test(.enabled(if: MustFail.isWanted), arguments: known)
    func `what the source shows is told without compiling`(_ example: MustFail) async throws {
        let manifest = example.directory.appending("manifest.yaml")
        let error = await #expect(throws: DiagnosticsError.self) { try await lint(manifest) }
        let said = "\(error.map { "\($0)" } ?? "")"
            .replacing(example.directory.string + "/", with: "")
        #expect(said + "\n" == (try Files.readText(example.expected)))
        #expect(!Files.exists(example.directory.appending("manifest.lock")))
    }

    @Test(.enabled(if: MustFail.isWanted), arguments: [false, true])
    func `the ready variants have nothing wrong`(_ compiles: Bool) async throws {
        for name in ["latency-tuned", "throughput"] {
            let manifest = MustFail.checkout.appending("manifests/\(name).yaml")
            let outcome = try await lint(manifest, compiles: compiles)
            #expect(outcome.warnings == [] && outcome.isCompiled == compiles)
        }
    }

    @Test(.enabled(if: MustFail.isWanted))
    func `gcc's warning of a patch's line is told, and ends it when it is denied`() async throws {
        let manifest = Lab.fixtures.appending("warned").appending("manifest.yaml")
        let warnings = try await lint(manifest, compiles: true).warnings
        #expect(warnings.map(\.code) == [.compileWarning])
        #expect(warnings.map(\.severity) == [.warning])
        #expect(warnings.first?.location?.file.hasSuffix("warned/change.patch") == true)
        let error = await #expect(throws: DiagnosticsError.self) {
            try await lint(manifest, compiles: true, deniesWarnings: true)
        }
        #expect(error?.diagnostics.map(\.code) == [.compileWarning])
        #expect(error?.diagnostics.map(\.severity) == [.error])
    }

    /// Its objects tell, not its text.
    @Test(.enabled(if: MustFail.isWanted))
    func `what only the objects show needs the compiler`() async throws {
        let example = MustFail(testDescription: "edit-inlined-function-macro")
        let manifest = example.directory.appending("manifest.yaml")
        #expect(try await lint(manifest).warnings == [])
        let error = await #expect(throws: DiagnosticsError.self) {
            try await lint(manifest, compiles: true)
        }
        #expect(error?.diagnostics.map(\.code) == [.editInlinedFunction])
    }
}
