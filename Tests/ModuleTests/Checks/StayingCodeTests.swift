// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// Lines 1–4 hold `part`, 5–8 `whole`, which has `part` inlined.
@Suite struct StayingCode {
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
        line: Int = 3, isolated: [String] = ["part"]
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
        let source =
            file == Self.file
            ? Self.source : "int a;\nint b;\n#define STEP 1\nSCHED_FEAT(A, true)\n"
        let old = source.split(separator: "\n")[line - 1]
        let text =
            "--- a/\(file)\n+++ b/\(file)\n@@ -\(line) +\(line) @@\n-\(old)\n+\(old) + 0\n"
        let patch = Patch.sample(
            text, name: "p", directory: "", at: SourceLocation(file: "m", line: 2))
        let tree = PatchedTree.sample(
            [patch], [Self.file: Self.source].merging([file: source]) { $1 })
        #expect(tree.diagnostics == [])
        let check = StayingCodeCheck(
            boundary: boundary, facts: facts, exempt: [], tree: tree, lines: PatchedLines(tree))
        let suspects = check.suspects([.init(symbol: "whole", unit: Self.file)])
        return check.diagnostics(
            check.changed(suspects, isolated.map { .init(symbol: $0, unit: Self.file) }))
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
        #expect(found.allSatisfy { $0.location == SourceLocation(file: "p", line: 4, column: 1) })
    }

    @Test func `what the compiler does otherwise by itself is no edit`() {
        #expect(diagnostics(.kept, isolated: []) == [])
        #expect(diagnostics(.kept, inlined: []) == [])
    }

    @Test func `a definition that the function uses is an edit of it`() {
        let found = diagnostics(
            .kept, inlined: [], file: "kernel/sched/sched.h", isolated: ["whole"])
        #expect(found.map(\.code) == [.editInlinedFunction])
        #expect(found.first?.message.contains("what is used by `whole`") == true)
    }

    @Test func `a feature is asked of vmlinux by what stays`() {
        let found = diagnostics(
            .kept, inlined: [], file: "kernel/sched/features.h", line: 4, isolated: ["whole"])
        #expect(found == [])
    }

    /// `part` as gcc calls a copy of it.
    @Test func `copies that gcc made count as what they are copies of`() {
        #expect(diagnostics(.kept, isolated: ["part.constprop.0"]).count == 1)
    }
}
