// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// Edits of include/linux/sched.h: members of structs, nothing else.
@Suite struct SharedHeaders {
    static let lines = """
        struct declared;
        #define LIMIT 1
        struct sched_entity {
        	int on_rq;
        	union {
        		int a;
        	};
        } __aligned(64);
        static inline int get(struct sched_entity *se)
        {
        	return se->on_rq;
        }
        """.split(separator: "\n", omittingEmptySubsequences: false)

    private func check(_ hunk: String) -> [Diagnostic] {
        let boundary = Boundary(
            kernel: .init(release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00")),
            files: ["kernel/sched/core.c"], functions: [], redirects: [], kept: [], variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
        let file = TypeEdits.sharedHeader
        return EditCheck(
            boundary: boundary, sidecars: [],
            tree: .sample(
                [.sample("--- a/\(file)\n+++ b/\(file)\n\(hunk)")],
                [file: Self.lines.joined(separator: "\n") + "\n"])
        ).diagnostics()
    }

    @Test func `structs are found with their closing lines`() {
        #expect(TypeEdits.structLines(Self.lines) == [3...8])
    }

    @Test(arguments: [
        "@@ -4,1 +4,1 @@\n-\tint on_rq;\n+\tunsigned int on_rq;\n",
        "@@ -4,2 +4,3 @@\n \tint on_rq;\n+\tint mine;\n \tunion {\n",
        "@@ -7,2 +7,3 @@\n \t};\n+\tint last;\n } __aligned(64);\n",
    ])
    func `members can be edited`(_ hunk: String) {
        #expect(check(hunk).isEmpty)
    }

    @Test(arguments: [
        ("@@ -2,1 +2,1 @@\n-#define LIMIT 1\n+#define LIMIT 2\n", 2),
        ("@@ -2,2 +2,3 @@\n #define LIMIT 1\n+#define MINE 1\n struct sched_entity {\n", 3),
        ("@@ -11,1 +11,1 @@\n-\treturn se->on_rq;\n+\treturn !se->on_rq;\n", 11),
    ])
    func `all else is refused`(_ hunk: String, _ line: Int) {
        let found = check(hunk)
        #expect(found.map(\.code) == [.editSharedHeader])
        #expect(found[0].message.contains("include/linux/sched.h:\(line):"), "\(found[0])")
    }
}
