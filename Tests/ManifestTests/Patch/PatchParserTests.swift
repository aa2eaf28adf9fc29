// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Support

extension Patch {
    /// The patch, read as if a manifest listed it in its line 7.
    static func reading(_ bytes: [UInt8]) throws(PatchFault) -> Patch {
        try Patch(
            name: "one.patch", path: "/v/one.patch",
            location: SourceLocation(file: "v.yaml", line: 7), bytes: bytes)
    }
}

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
    func `is accepted`(_ name: String, _ text: String) throws {
        let patch = try Patch.reading(Array(text.utf8))
        #expect(!patch.files.isEmpty, "\(name)")
    }

    /// git names /dev/null, `diff -N` the epoch's time; both leave one side of the only hunk
    /// empty.
    @Test(arguments: ["/dev/null", "b/kernel/sched/x.c\t1970-01-01 00:00:00.000000000 +0000"])
    func `a file that comes or goes is seen in each form`(_ nothing: String) throws {
        let there = "kernel/sched/x.c\t2024-01-01 00:00:00.000000000 +0000"
        let removed = try Patch.reading(
            Array("--- a/\(there)\n+++ \(nothing)\n@@ -1,2 +0,0 @@\n-a\n-b\n".utf8))
        #expect(removed.files.map(\.path) == ["kernel/sched/x.c"])
        #expect(removed.files.map(\.isDeleted) == [true])
        #expect(removed.files.map(\.isCreated) == [false])
        let made = try Patch.reading(
            Array("--- \(nothing)\n+++ b/\(there)\n@@ -0,0 +1,2 @@\n+a\n+b\n".utf8))
        #expect(made.files.map(\.isCreated) == [true])
        #expect(made.files.map(\.isDeleted) == [false])
    }

    private static let noHeader = PatchFault.damaged(line: 3, why: "this is no hunk header")
    private static let good = header + "@@ -1 +1 @@\n-a\n+b\n"

    /// What follows a good diff.
    private static func foreign(_ why: String, line: Int = 6) -> PatchFault {
        .foreign(line: line, why: why)
    }

    private static let refused: [(String, PatchFault)] = [
        ("", .notADiff), ("prose\n", .notADiff),
        ("@@ -1 +1 @@\n", .foreign(line: 1, why: "the hunk belongs to no file")),
        (header, .touchesNothing),
        ("\(header)@@ -1 +1 @@\n a\n", .touchesNothing),
        (
            "\(header)@@ -1,2 +1,2 @@\n-a\n+b\n",
            .damaged(line: 6, why: "the hunk ends too early")
        ),
        ("\(header)@@ -1 +x @@\n-a\n+b\n", noHeader),
        ("\(header)@@ -1,-1 +1 @@\n-a\n+b\n", noHeader),
        ("\(header)@@ -x,1 +1 @@\n-a\n+b\n", noHeader),
        ("\(header)@@ -1\n-a\n+b\n", noHeader),
        ("\(header)@@ -1,9999999999999999999999 +1 @@\n-a\n+b\n", noHeader),
        ("\(header)@@ -9223372036854775807,9 +1 @@\n-a\n+b\n", noHeader),
        ("\(header)@@ -1,2 +1,3 @@\r\n a\r\n\r\n+b\r\n", .dosLines(line: 3)),
        ("\(header)@@ -1,2 +1,2 @@\n a\n-b\n+c\r\n", .dosLines(line: 6)),
        (
            "\(header)@@ -1 +1 @@\n-a\n+b\n+c\n",
            .damaged(line: 6, why: "the hunk has more lines than its header says")
        ),
        ("\(good)*** a/x.c\n--- b/x.c\n***************\n", foreign("a context diff begins here")),
        ("\(good)12c12\n< a\n---\n> b\n", foreign("a diff without context begins here")),
        ("\(good)12c\nb\n.\n", foreign("an ed script begins here")),
        ("\(good)GIT binary patch\n", foreign("a binary diff begins here")),
        (
            "\(good)@@\n@@ -1 +1 @@\n-a\n+b\n",
            .damaged(line: 6, why: "this is no hunk header")
        ),
        ("\(good)\n@@ -1 +1 @@\n-a\n+b\n", foreign("the hunk belongs to no file", line: 7)),
        ("\(good)rename from a\nrename to b\n", foreign("git's `rename` of a file")),
        ("\(good)copy from a\ncopy to b\n", foreign("git's `copy` of a file")),
        (
            "\(good)old mode 100644\nnew mode 100755\n",
            foreign("a change of a file's mode, which no build looks at")
        ),
        ("\(good)new file mode 120000\n", foreign("the new file is a link, or no file")),
        ("--- fair.c\n+++ fair.c\n", .outside(line: 1, target: "fair.c")),
        ("--- a/x.c\n+++ /x.c\n", .outside(line: 2, target: "/x.c")),
        ("--- a/x.c\n+++ b/../x.c\t2024\n", .outside(line: 2, target: "b/../x.c")),
    ]

    @Test(arguments: refused)
    func `is refused`(_ text: String, _ fault: PatchFault) {
        #expect(throws: fault) { try Patch.reading(Array(text.utf8)) }
    }

    /// Every beginning and every one-byte damage of a patch is a patch or a
    /// fault: the walk never runs beyond its lines.
    @Test func `a damaged patch never traps`() throws {
        let text = Array((Self.header + "@@ -1,3 +1,3 @@ f\n a\n-b\n+c\n \n").utf8)
        for index in text.indices {
            _ = try? Patch.reading(Array(text[..<index]))
            for byte in [UInt8(0), 10, 32, 43, 45, 57, 64, 255] {
                var damaged = text
                damaged[index] = byte
                _ = try? Patch.reading(damaged)
            }
        }
        _ = try Patch.reading(text)
    }
}
