// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Support

extension Patch.Hunk {
    /// What it changes: the sign and the line of the patch.
    fileprivate var changes: [String] {
        lines.filter { $0.kind != .context }
            .map { "\($0.kind == .added ? "+" : "-")\($0.patchLine)" }
    }
}

@Suite struct PatchHunks {
    /// As `diff -u` writes it, with time stamps and a mail in front.
    private static let mail = """
        From: Somebody
        Subject: [PATCH] sched/fair: wake up sooner

        --- not a diff
        ---
        diff -u a/kernel/sched/fair.c b/kernel/sched/fair.c
        --- a/kernel/sched/fair.c\t2024-01-01 00:00:00.000000000 +0000
        +++ b/kernel/sched/fair.c\t2024-01-02 00:00:00.000000000 +0000
        @@ -10,4 +10,5 @@ static void check_preempt(void)
         ten
        -eleven
        +eleven, changed
        +eleven and a half
         twelve
         thirteen
        @@ -40,2 +41,1 @@
         forty
        -forty-one
        --- a/kernel/sched/core.c\t2024-01-01
        +++ b/kernel/sched/core.c\t2024-01-02
        @@ -5 +5 @@
        -five
        +FIVE
        --
        2.39.5
        """

    @Test func `a patch in a mail is read`() throws {
        let diff = try Patch.reading(Array(Self.mail.utf8))
        #expect(diff.files.map(\.path) == ["kernel/sched/fair.c", "kernel/sched/core.c"])
        let hunks = diff.files[0].hunks
        try #require(hunks.count == 2)
        #expect(hunks.map(\.number) == [1, 2])
        #expect(hunks.map(\.patchLine) == [9, 16])
        #expect(hunks[0].old == 10..<14 && hunks[0].new == 10..<15)
        #expect(hunks[0].changes == ["-11", "+12", "+13"])
        #expect(hunks[1].old == 40..<42 && hunks[1].new == 41..<42)
        #expect(hunks[1].changes == ["-18"])
        #expect(hunks[0].context == (1, 2) && hunks[1].context == (1, 0))
        let other = try #require(diff.files[1].hunks.first)
        #expect(other.old == 5..<6 && other.new == 5..<6 && other.changes == ["-22", "+23"])
        #expect(!diff.files.contains { $0.isCreated || $0.isDeleted })
    }

    @Test func `git's headers are skipped`() throws {
        let text =
            """
            diff --git a/kernel/sched/idle.c b/kernel/sched/idle.c
            index 0123456..789abcd 100644
            --- a/kernel/sched/idle.c
            +++ b/kernel/sched/idle.c
            @@ -1,2 +1,3 @@
             one
            +one and a half
             two
            """
        let diff = try Patch.reading(Array(text.utf8))
        #expect(diff.files.map(\.path) == ["kernel/sched/idle.c"])
        #expect(diff.files[0].hunks.first?.changes == ["+7"])
    }

    @Test func `a new file and a deleted one`() throws {
        let text =
            """
            diff --git a/kernel/sched/new.h b/kernel/sched/new.h
            new file mode 100644
            --- /dev/null
            +++ b/kernel/sched/new.h
            @@ -0,0 +1,2 @@
            +one
            +two
            diff --git a/kernel/sched/old.h b/kernel/sched/old.h
            deleted file mode 100644
            --- a/kernel/sched/old.h
            +++ /dev/null
            @@ -1 +0,0 @@
            -one
            """
        let diff = try Patch.reading(Array(text.utf8))
        #expect(diff.files.map(\.path) == ["kernel/sched/new.h", "kernel/sched/old.h"])
        #expect(diff.files.map(\.isCreated) == [true, false])
        #expect(diff.files.map(\.isDeleted) == [false, true])
        #expect(diff.files[0].hunks.map(\.new) == [1..<3])
        #expect(diff.files[0].hunks.map(\.old) == [0..<0])
    }

    /// The editable tree of a variant lies in kernel/sched/mod.
    @Test(arguments: [
        ("a/kernel/sched/mod/fair.c", "kernel/sched/fair.c"),
        ("a/kernel/sched/fair.c", "kernel/sched/fair.c"),
        ("linux-6.1/kernel/sched/fair.c", "kernel/sched/fair.c"),
        ("a/kernel/sched/modern.c", "kernel/sched/modern.c"),
        ("a/include/linux/sched.h", "include/linux/sched.h"),
    ])
    func `names lose their first directory`(_ written: String, _ path: String) throws {
        let text = "--- \(written)\n+++ \(written)\n@@ -1 +1 @@\n-a\n+b\n"
        let diff = try Patch.reading(Array(text.utf8))
        #expect(diff.files.map(\.path) == [path])
    }

    @Test func `a missing newline is no line`() throws {
        let text =
            """
            --- a/kernel/sched/fair.c
            +++ b/kernel/sched/fair.c
            @@ -7,2 +7,2 @@
             seven
            -eight
            \\ No newline at end of file
            +eight
            @@ -20 +20 @@
            -twenty
            +TWENTY
            """
        let diff = try Patch.reading(Array(text.utf8))
        let hunks = diff.files[0].hunks
        #expect(hunks.map(\.changes) == [["-5", "+7"], ["-9", "+10"]])
        #expect(hunks[0].lines.map(\.lacksNewline) == [false, true, false])
        #expect(hunks.map(\.patchLine) == [3, 8])
    }

    @Test func `only file names lose the editable directory`() throws {
        let text =
            "prose /kernel/sched/mod/\n--- a/kernel/sched/mod/fair.c\n+++ b/kernel/sched/mod/fair.c\n"
            + "@@ -1,2 +1 @@\n-x \"/kernel/sched/mod/\"\n--- a/kernel/sched/mod/y\n+b\n"
        let patch = try Patch.reading(Array(text.utf8))
        #expect(patch.content.text == text)
        #expect(patch.files.map(\.path) == ["kernel/sched/fair.c"])
        let removed = patch.files[0].hunks[0].before.map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
        #expect(removed == ["x \"/kernel/sched/mod/\"", "-- a/kernel/sched/mod/y"])
    }

    @Test func `bytes that are no UTF-8 stay`() throws {
        let bytes = Array("--- a/k/f.c\n+++ b/k/f.c\n@@ -1 +1 @@\n-a\n+".utf8) + [0xE9, 0x0A]
        #expect(
            try Patch.reading(bytes).files[0].hunks[0].after.map { Array($0.bytes) } == [[0xE9]])
    }

    @Test func `the digest is that of the bytes`() throws {
        let patch = try Patch.reading(Array("--- a/k/f\n+++ b/k/f\n@@ -1 +1 @@\n-a\n+b\n".utf8))
        #expect(patch.digest == FileContent(patch.content.bytes).digest)
        #expect(patch.digest.hex.count == 64)
    }

    @Test(arguments: [(1, 2), (2, 3), (3, 5), (4, 6)])
    func `a line is found again among comments`(_ line: Int, _ shown: Int) {
        let file = Patch.EditedFile(path: "/tree/fair.c", commentLines: [1, 4])
        #expect(file.location(ofLine: line) == SourceLocation(file: "/tree/fair.c", line: shown))
    }
}
