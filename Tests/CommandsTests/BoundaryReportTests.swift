// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Support

@Suite struct BoundaryReportTests {
    @Test func `a document has one boundary in each of its forms`() throws {
        let kernel = SmallKernel.typical()
        let boundary = try kernel.analyse()
        let warning = Diagnostic(.manifestLongSummary, .warning, "long")
        let document = try BoundaryReport.Document(
            boundary, kernel.facts,
            of: .init(variant: "sample", version: "1.0.0", summary: "For <tests>"),
            warnings: [warning])
        #expect(document.warnings == [warning])
        #expect(document.text == BoundaryText(boundary).text)
        let page = try #require(document.page)
        #expect(page.contains("sample") && page.contains("free_account"))
        #expect(!page.contains("For <tests>"), "a summary is no markup")
        #expect(page.contains("kernel/time/timer.c"), "who calls it is in the page")
    }

    @Test func `without the kernel's packages nothing is analysed offline`() async throws {
        let place = try AddFixture(caches: false)
        let report = BoundaryReport(context: place.context, mode: .offline)
        let error = await #expect(throws: DiagnosticsError.self) {
            _ = try await report.run(place.manifest)
        }
        #expect(error?.diagnostics.map(\.code) == [.kernelNotCached])
        let why = WhyFunction(context: place.context, mode: .offline)
        await #expect(throws: DiagnosticsError.self) {
            _ = try await why.run("pick", manifest: place.manifest)
        }
    }
}

@Suite struct WhyFunctionTests {
    private let kernel = SmallKernel.typical()

    private func answer(_ name: String) throws -> WhyFunction.Answer {
        try WhyFunction.Answer(name, in: try kernel.analyse(), kernel.facts)
    }

    @Test(arguments: ["tick", "__x64_sys_tick"])
    func `a function is found by its name and by its aliases`(_ name: String) throws {
        guard case .function(let answer) = try answer(name) else {
            Issue.record("\(name) is answered as a variable")
            return
        }
        #expect(answer.matches.map(\.function.name) == ["tick"])
        #expect(answer.matches.first?.referrers.first { $0.source == "timer" }?.places == 2)
    }

    @Test func `a variable is answered where no function has the name`() throws {
        guard case .variable(let answer) = try answer("limit") else {
            Issue.record("limit is answered as a function")
            return
        }
        #expect(answer.variables.count == 1)
    }

    @Test func `of a function and a variable of one name the function is answered`() throws {
        var kernel = kernel
        kernel.variable("pick", in: "kernel/sched/fair.c")
        let answer = try WhyFunction.Answer("pick", in: try kernel.analyse(), kernel.facts)
        guard case .function = answer else {
            Issue.record("pick is answered as a variable")
            return
        }
    }

    @Test(arguments: [
        ("tik", false, ["tick"]), ("slize", false, ["slice"]), ("ktime_get", true, []),
        ("limit", nil, []),
    ])
    func `near names are of functions and of variables`(
        _ name: String, _ isElsewhere: Bool?, _ near: [String]
    ) throws {
        guard let isElsewhere else {
            #expect(throws: Never.self) { try answer(name) }
            return
        }
        let error = try #require(throws: OperationError.self) { try answer(name) }
        #expect(
            error
                == .unknownFunction(
                    name, kernel.facts.release, isElsewhere: isElsewhere, near: near))
        #expect(error.hint?.contains(near.first ?? "sidecars") == true)
    }
}

@Suite struct BuildContextTests {
    @Test func `a ready manifest has a name, any other a path`() throws {
        let place = try AddFixture()
        var context = place.context
        context.dataRoot = place.root.appending("data")
        let ready = context.dataRoot.appending("manifests")
        #expect(throws: OperationError.noManifests(ready)) {
            try context.manifest(nil, at: ".")
        }
        try Files.createDirectory(ready)
        #expect(throws: OperationError.noManifests(ready)) {
            try context.manifest(nil, at: ".")
        }
        for name in ["b.yaml", "a.yaml", "a.lock"] {
            try Files.write([], to: ready.appending(name))
        }
        #expect(try context.manifest(nil, at: ".") == ready.appending("a.yaml"))
        #expect(try context.manifest("b", at: "/here/b") == ready.appending("b.yaml"))
        #expect(throws: OperationError.unknownManifest("c", available: ["a", "b"])) {
            try context.manifest("c", at: "/here/c")
        }
        #expect(try context.manifest("x/b", at: "/here/x/b") == "/here/x/b")
        #expect(try context.manifest("b", at: place.manifest) == place.manifest, "a file wins")
    }
}
