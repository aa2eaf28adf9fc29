// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import SystemPackage
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct RedirectTests {
    @Test func `mangled function`() throws {
        var kernel = SmallKernel()
        kernel.function("finish", symbol: "finish.isra.0")
        kernel.refer(.call, "timer", "finish.isra.0")
        #expect(kernel.refusal().codes == [.boundaryMangled])
        kernel.recipe.redirectMangled = [Glob("finish.isra.*")]
        #expect(try kernel.analyse().redirects == ["finish.isra.0"])
    }

    @Test func `mangled function inside`() throws {
        var kernel = SmallKernel()
        kernel.function("finish", symbol: "finish.isra.0")
        kernel.refer(.call, "other", "finish.isra.0")
        #expect(try kernel.analyse().redirects.isEmpty)
    }

    @Test(arguments: [(9, true, [DiagnosticCode.boundaryTooSmall]), (10, true, []), (5, false, [])])
    func `small function`(_ size: Int, _ traced: Bool, _ codes: [DiagnosticCode]) {
        var kernel = SmallKernel()
        kernel.function("hook", size: UInt64(size), exported: true, traced: traced)
        #expect(kernel.refusal().codes == codes)
    }

    /// The jump stands at +5 to +9; a site may have five bytes.
    @Test(arguments: [(0, false), (1, true), (5, true), (9, true), (10, false)])
    func `site conflict`(_ offset: Int, _ isRefused: Bool) {
        var kernel = SmallKernel()
        kernel.function("hook", exported: true)
        let entry = kernel.facts.functions.last!.address
        kernel.facts.patchSites = [.init(kind: .jumpLabel, address: entry + UInt64(offset))]
        #expect(kernel.refusal().codes == (isRefused ? [.boundarySiteConflict] : []))
    }

    @Test func `call of schedule`() {
        var kernel = SmallKernel()
        kernel.refer(.call, "schedule", "__schedule")
        #expect(kernel.refusal().codes == [])
        kernel.refer(.call, "other", "__schedule")
        #expect(kernel.refusal().codes == [.boundarySwitches])
    }
}

@Suite struct RecipeTests {
    private func load(_ text: String) throws -> BoundaryRecipe {
        try BoundaryRecipe(YAMLTree.parse(bytes: Array(text.utf8), file: "boundary.yaml"))
    }

    @Test func `every key`() throws {
        let recipe = try load(
            """
            files: [kernel/sched/core.c]
            kept: [schedule, "preempt_*"]
            class_tables: ["*_sched_class"]
            required_tables: [fair_sched_class]
            redirect_mangled: ["f.isra.*"]
            interface: {add: [pick], remove: [drop]}
            private: [features]
            """)
        #expect(recipe.files.map(\.value) == ["kernel/sched/core.c"])
        #expect(recipe.kept == [Glob("schedule"), Glob("preempt_*")])
        #expect(recipe.classTables == [Glob("*_sched_class")])
        #expect(recipe.requiredTables.map(\.value) == ["fair_sched_class"])
        #expect(recipe.redirectMangled == [Glob("f.isra.*")])
        #expect(recipe.interfaceAdd.map(\.value) == ["pick"])
        #expect(recipe.interfaceRemove.map(\.value) == ["drop"])
        #expect(recipe.privateVariables.map(\.value) == ["features"])
    }

    @Test func `a list that kernel lines share stands in a file of its own`() throws {
        let directory = try Files.makeTemporaryDirectory("recipe")
        defer { try? Files.remove(directory) }
        let line = directory.appending("linux-6.1")
        try Files.createDirectory(line)
        try Files.replace(
            line.appending("boundary.yaml"),
            with: "files: [a.c]\nregistrations: ../registrations.yaml\n".utf8)
        let list = directory.appending("registrations.yaml")
        let missing = #expect(throws: DiagnosticsError.self) {
            try BoundaryRecipe.load(line.appending("boundary.yaml"))
        }
        #expect("\(try #require(missing))".contains(list.string))

        try Files.replace(
            list, with: "- {what: a timer, kind: timer, register: [init_timer_key]}\n".utf8)
        let recipe = try BoundaryRecipe.load(line.appending("boundary.yaml"))
        #expect(recipe.registrations.map(\.what) == ["a timer"])
        #expect(recipe.sources == [line.appending("boundary.yaml"), list])

        try Files.replace(list, with: "- {what: a timer, kind: sundial}\n".utf8)
        let wrong = #expect(throws: DiagnosticsError.self) {
            try BoundaryRecipe.load(line.appending("boundary.yaml"))
        }
        #expect(wrong?.diagnostics.map(\.location?.file) == [list.string])
    }

    @Test(arguments: [
        ("kept: [a]", [DiagnosticCode.recipeNoFiles]),
        ("files: a", [.recipeWrongType]),
        ("- a", [.recipeWrongType]),
        ("files: [[a]]\nkeept: [a]", [.recipeUnknownKey, .recipeWrongType]),
        ("files: [a]\nfiles: [b]", [.recipeDuplicateKey]),
        ("files: [a]\ninterface: {plus: [b]}", [.recipeUnknownKey]),
    ])
    func refused(_ text: String, _ codes: [DiagnosticCode]) {
        let error = #expect(throws: DiagnosticsError.self) { try load(text) }
        #expect(error?.diagnostics.map(\.code) == codes)
    }
}
