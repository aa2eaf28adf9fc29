// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Support

/// Hints about recipes, and about kernels that no fixture has, followed to the letter.
@Suite struct FollowedHintTests {
    private func found(_ text: String) -> [Diagnostic] {
        do {
            _ = try BoundaryRecipe(YAMLTree.parse(bytes: Array(text.utf8), file: "boundary.yaml"))
            return []
        } catch {
            return error.diagnostics
        }
    }

    /// The recipe, its code, a part of the hint that the edited recipe has, and that recipe.
    @Test(arguments: [
        ("files: [a]\nkeept: [b]", "recipe-unknown-key", "kept", "files: [a]\nkept: [b]"),
        ("files: [a]\nfiles: [b]", "recipe-duplicate-key", "", "files: [b]"),
        ("- a", "recipe-wrong-type", "key: ", "files: [a]"),
        ("files: a", "recipe-wrong-type", "[a", "files: [a]"),
        ("files: [[a]]", "recipe-wrong-type", "", "files: [a]"),
        (
            "files: [a]\nregistrations: [{kind: sundial}]", "recipe-wrong-type", "kind: timer",
            "files: [a]\nregistrations: [{what: a timer, kind: timer}]"
        ),
        (
            "files: [a]\nregistrations: {a: b}", "recipe-wrong-type", "- what: ",
            "files: [a]\nregistrations:\n  - what: a timer\n    kind: timer"
        ),
        ("kept: [a]", "recipe-no-files", "files:", "kept: [a]\nfiles: [a]"),
    ])
    func `a recipe's hint`(
        _ wrong: String, _ code: String, _ part: String, _ followed: String
    ) throws {
        let told = try #require(found(wrong).first)
        #expect(told.code.rawValue == code)
        #expect(part.isEmpty || told.hint?.contains(part) == true, "\(told)")
        #expect(found(followed) == [])
    }

    private func told(_ kernel: SmallKernel, _ code: String, _ hint: String) {
        let found = kernel.refusal()
        #expect(found.codes.map(\.rawValue) == [code])
        #expect(found.first?.hint?.contains(hint) == true)
    }

    /// The recipe of the kernel's own line requires tables that the kernel has.
    @Test func `a table that is missing`() {
        var kernel = SmallKernel()
        kernel.recipe.requiredTables = [SmallKernel.at("rt_sched_class")]
        told(kernel, "boundary-missing-table", "another kernel line")
        kernel.recipe.requiredTables = []
        #expect(kernel.refusal().codes == [])
    }

    @Test func `a function that switches`() {
        var kernel = SmallKernel()
        kernel.refer(.call, "other", "__schedule")
        told(kernel, "boundary-switches", "`kept`")
        kernel.recipe.kept.append(Glob("other"))
        #expect(kernel.refusal().codes == [])
    }

    @Test func `a kernel without __schedule`() throws {
        let wanted = [SmallKernel.at("6.1.0-*")]
        var kernel = SmallKernel()
        let good = kernel.facts
        kernel.facts.functions.removeAll { $0.symbol == "__schedule" }
        let error = try #require(throws: DiagnosticsError.self) {
            try SchedulePoints.function(in: kernel.facts, of: wanted)
        }
        #expect(error.diagnostics.map(\.code.rawValue) == ["boundary-no-schedule"])
        // Another kernel.
        #expect(try SchedulePoints.function(in: good, of: wanted).symbol == "__schedule")
    }

    @Test func `a reason that is not needed`() throws {
        var kernel = SmallKernel()
        kernel.variable("limit")
        kernel.changes.private.add = [SmallKernel.at("limit")]
        kernel.changes.unsafe = [SmallKernel.at(.init(name: "limit", reason: "none uses it"))]
        var manifest = Manifest(
            path: "/m.yaml", name: SmallKernel.at(VariantName("m")!),
            version: SmallKernel.at("1"), summary: "", license: "GPL-2.0-only",
            base: .init(kernels: [], from: SmallKernel.at(.debian)),
            boundary: .init(recipe: SmallKernel.at("linux-6.1")))
        manifest.unsafe = kernel.changes.unsafe
        let told = BoundaryAnalyser.needlessReasons(try kernel.analyse(), manifest)
        #expect(told.map(\.code.rawValue) == ["unsafe-needless"])
        #expect(told.first?.hint?.contains("`unsafe:`") == true)
        (kernel.changes.unsafe, manifest.unsafe) = ([], [])
        #expect(BoundaryAnalyser.needlessReasons(try kernel.analyse(), manifest) == [])
    }
}
