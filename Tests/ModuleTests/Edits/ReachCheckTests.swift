// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// Lines 1–4 hold `part`, 5–8 `whole`, which has `part` inlined.
@Suite struct EditReach {
    static let file = "kernel/sched/core.c"
    static let source =
        "static void part(void)\n{\n\tx++;\n}\nvoid whole(void)\n{\n\tpart();\n}"

    private func function(
        _ name: String, line: Int, _ kind: Boundary.FunctionClass
    ) -> Boundary.Function {
        .init(
            name: name, symbol: name, file: Self.file, line: line, unit: Self.file, class: kind,
            reasons: [.keptByRecipe], address: 1, size: 1, sympos: 0, siteOffset: nil)
    }

    private func diagnostics(
        _ kind: Boundary.FunctionClass, inlined: [String] = ["whole"], file: String = file,
        line: Int = 3
    ) -> [Diagnostic] {
        let boundary = Boundary(
            kernel: .init(release: KernelRelease("6.1"), buildID: BuildID(hex: "00")),
            files: [Self.file],
            functions: [function("whole", line: 5, kind)], redirects: [], kept: [],
            variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
        let facts = KernelFacts(
            release: KernelRelease("6.1"), buildID: BuildID(hex: "00"), textBase: 0,
            functions: [("part", 1, inlined), ("whole", 5, [])].map { name, line, into in
                .init(
                    name: name, symbol: nil, file: Self.file, line: line, unit: Self.file,
                    address: 0, size: 0, section: "", isExternal: false, isExported: false,
                    sympos: 0, inlinedInto: into.count, hasFtraceSite: false, hasColdPart: false,
                    inlinedBy: into)
            }, variables: [], references: [], globals: [:])
        let text = "--- a/\(file)\n+++ b/\(file)\n@@ -\(line) +\(line) @@\n-a\n+b\n"
        let patch = Patch.sample(
            text, name: "p", directory: "", at: SourceLocation(file: "m", line: 2))
        return ReachCheck(
            boundary: boundary, facts: facts, exempt: [],
            pristine: SourceTexts([file: file == Self.file ? Self.source : "a\nb\nc"])
        ).diagnostics([.init(symbol: "whole", unit: Self.file)], [patch])
    }

    @Test(
        arguments: [
            (Boundary.FunctionClass.kept, [.editInlinedFunction]),
            (.outsider, [.editInlineOutside]),
            (.`init`, [.editBootCode]), (.interface, []),
        ] as [(Boundary.FunctionClass, [DiagnosticCode])])
    func `an edit of an inlined part reaches the whole`(
        _ kind: Boundary.FunctionClass, _ codes: [DiagnosticCode]
    ) {
        let found = diagnostics(kind)
        #expect(found.map(\.code) == codes)
        #expect(found.allSatisfy { $0.message.contains("`part`, which is part of `whole`") })
        #expect(found.allSatisfy { $0.location?.line == 2 })
    }

    @Test func `what the compiler does otherwise by itself is no edit`() {
        #expect(diagnostics(.kept, inlined: []) == [])
    }

    @Test func `the function's own lines are another check's`() {
        #expect(diagnostics(.kept, line: 7) == [])
    }

    @Test func `an edit of a header reaches what it changes, a feature does not`() {
        #expect(diagnostics(.kept, file: "kernel/sched/sched.h").count == 1)
        #expect(diagnostics(.kept, file: "kernel/sched/features.h") == [])
    }
}
