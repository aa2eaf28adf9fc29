// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing
@testable import CLI

/// The pages of docs/ that are made from the program.
@Suite struct ReferenceTests {
    @Test func `docs/commands.md is what the parser says`() throws {
        let text = CommandReference.markdown()
        #expect(try GoldenFile.difference(text, from: "docs/commands.md") == nil)
    }

    @Test func `docs/diagnostics.md is what the catalogue says`() throws {
        let text = DiagnosticReference.diagnostics()
        #expect(try GoldenFile.difference(text, from: "docs/diagnostics.md") == nil)
    }

    @Test func `docs/lints.md is what the catalogue says`() throws {
        let text = DiagnosticReference.lints()
        #expect(try GoldenFile.difference(text, from: "docs/lints.md") == nil)
    }

    @Test func `docs/exit-status.md is what the statuses say`() throws {
        let text = ExitStatusReference.markdown()
        #expect(try GoldenFile.difference(text, from: "docs/exit-status.md") == nil)
    }
}
