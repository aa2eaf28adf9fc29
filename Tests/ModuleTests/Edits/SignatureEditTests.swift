// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// `two` of SourceTree.fair begins at line 6 and is called from outside.
@Suite struct SignatureEditing {
    private func files(_ patch: String) -> [String] {
        let function = Boundary.Function(
            name: "two", symbol: "two", file: "kernel/sched/fair.c", line: 6,
            unit: "kernel/sched/fair.c", class: .interface, reasons: [], address: 1, size: 1,
            sympos: 0, siteOffset: nil)
        return SignatureEdits(
            functions: [function],
            tree: .sample(
                [.sample(patch)],
                [
                    "kernel/sched/fair.c": SourceTree.fair,
                    "kernel/sched/sched.h": "int first;\n\nextern int two(void);\nint a;\n",
                ])
        ).files()
    }

    private func fair(_ hunk: String) -> String {
        "--- a/kernel/sched/fair.c\n+++ b/kernel/sched/fair.c\n" + hunk
    }

    @Test func `the head of a called function counts`() {
        #expect(
            files(fair("@@ -6,1 +6,1 @@\n-int two(void)\n+int two(int i)\n"))
                == ["kernel/sched/fair.c"])
    }

    @Test(arguments: [
        "@@ -8,1 +8,1 @@\n-\treturn 2;\n+\treturn 3;\n",
        "@@ -6,1 +6,2 @@\n+int three(void) { return 3; }\n int two(void)\n",
        "@@ -1,1 +1,1 @@\n-int one(void)\n+int one(int i)\n",
    ])
    func `bodies, new functions and others' heads do not`(_ hunk: String) {
        #expect(files(fair(hunk)) == [])
    }

    @Test func `in a header every prototype counts`() {
        let names = "--- a/kernel/sched/sched.h\n+++ b/kernel/sched/sched.h\n"
        #expect(
            files(names + "@@ -3,1 +3,1 @@\n-extern int two(void);\n+extern int two(int);\n")
                == ["kernel/sched/sched.h"])
        #expect(files(names + "@@ -4,1 +4,2 @@\n int a;\n+int b;\n") == [])
    }
}

@Suite struct Features {
    @Test func `a feature that nobody has is refused`() {
        let header =
            "/* SCHED_FEAT(NOT, true) */\nSCHED_FEAT(START_DEBIT, true)\n#ifdef X\nSCHED_FEAT(HRTICK , false)\n#endif\n"
        let names = ["START_DEBIT", "NO_HRTICK", "NOT", "HRTICK_DL"].enumerated().map {
            Located($1, at: .init(file: "m.yaml", line: $0 + 1))
        }
        let found = FeatureCheck.diagnostics(names, header: header)
        #expect(found.map(\.code) == [.parameterUnknownFeature, .parameterUnknownFeature])
        #expect(found.map(\.location?.line) == [3, 4])
        #expect(found[0].hint == "features: HRTICK, START_DEBIT")
    }
}
