// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest

@Suite struct PatchForms {
    private static let header = "--- a/kernel/sched/fair.c\n+++ b/kernel/sched/fair.c\n"

    @Test(arguments: [
        (
            "git's form",
            "diff --git a/x b/x\nindex 1..2 100644\n" + header + "@@ -1 +1 @@ f\n-a\n+b\n"
        ),
        ("new file", "--- /dev/null\n+++ b/kernel/sched/new.c\n@@ -0,0 +1,2 @@\n+a\n+b\n"),
        ("two hunks", header + "@@ -1 +1 @@\n-a\n+b\n@@ -9 +9,2 @@\n c\n+d\n"),
        ("two files", header + "@@ -1 +1 @@\n-a\n+b\n" + header + "@@ -3 +3 @@\n-a\n+b\n"),
        ("mail signature", header + "@@ -1 +1 @@\n-a\n+b\n-- \n2.39\n"),
        ("removed line that looks like a header", header + "@@ -1,2 +1,2 @@\n--- a\n+++ b\n c\n"),
        ("stripped context line", header + "@@ -1,2 +1,3 @@\n a\n\n+b\n"),
        ("no newline at the end", header + "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b"),
    ])
    func `is accepted`(_ name: String, _ text: String) {
        #expect(PatchText.check(Array(text.utf8)) == .patch, "\(name)")
    }

    @Test(arguments: [
        ("", PatchText.Verdict.notADiff),
        ("prose\n", .notADiff),
        (header, .touchesNothing),
        (header + "@@ -1 +1 @@\n a\n", .touchesNothing),
        (header + "@@ -1,2 +1,2 @@\n-a\n+b\n", .damaged(line: 6, why: "the hunk ends too early")),
        (header + "@@ -1 +x @@\n-a\n+b\n", .damaged(line: 3, why: "this is no hunk header")),
        (header + "@@ -1,-1 +1 @@\n-a\n+b\n", .damaged(line: 3, why: "this is no hunk header")),
        (header + "@@ -1,2 +1,3 @@\r\n a\r\n\r\n+b\r\n", .dosLines(line: 3)),
        ("--- fair.c\n+++ fair.c\n", .outside(line: 1, target: "fair.c")),
        ("--- a/x.c\n+++ /x.c\n", .outside(line: 2, target: "/x.c")),
        ("--- a/x.c\n+++ b/../x.c\t2024\n", .outside(line: 2, target: "b/../x.c")),
    ])
    func `is refused`(_ text: String, _ verdict: PatchText.Verdict) {
        #expect(PatchText.check(Array(text.utf8)) == verdict)
    }

    /// Every beginning and every one-byte damage of a patch has a verdict: the
    /// scan never runs beyond its lines.
    @Test func `a damaged patch never traps`() {
        let text = Array((Self.header + "@@ -1,3 +1,3 @@ f\n a\n-b\n+c\n \n").utf8)
        for index in text.indices {
            _ = PatchText.check(Array(text[..<index]))
            for byte in [UInt8(0), 10, 32, 43, 45, 57, 64, 255] {
                var damaged = text
                damaged[index] = byte
                _ = PatchText.check(damaged)
            }
        }
        #expect(PatchText.check(text) == .patch)
    }
}
