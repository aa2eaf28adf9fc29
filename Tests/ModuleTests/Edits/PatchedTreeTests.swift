// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Module
@testable import Support

/// What comes out of a file when patches are applied, and where each line comes from.
@Suite struct PatchApplication {
    private static let path = "kernel/sched/fair.c"
    private static let names = "--- a/\(path)\n+++ b/\(path)\n"
    private static let stock = (1...12).map { "line \($0)\n" }.joined()

    private func tree(_ texts: [String], _ stock: String = stock) -> PatchedTree {
        .sample(
            texts.enumerated().map { .sample($1, name: "\($0 + 1).patch") }, [Self.path: stock])
    }

    private func hunk(_ header: String, _ lines: String...) -> String {
        Self.names + "@@ \(header) @@\n" + lines.map { $0 + "\n" }.joined()
    }

    private func changes(_ tree: PatchedTree) -> [String] {
        (tree.files[Self.path]?.changes() ?? []).map {
            let sign = $0.isAdded ? "+" : "-"
            return
                "\(sign)\($0.text) \($0.stockLine)>\($0.line) \($0.origin.patch).\($0.origin.line)"
        }
    }

    @Test func `lines know where they come from`() {
        let tree = tree([
            hunk("-4,3 +4,4", " line 4", "-line 5", "+five", "+five and a half", " line 6")
        ])
        #expect(tree.diagnostics == [] && tree.offsets == [])
        #expect(changes(tree) == ["-line 5 5>5 0.5", "+five 6>5 0.6", "+five and a half 6>6 0.7"])
        let file = tree.files[Self.path]
        #expect(file?.source(ofLine: 4) == .stock(4))
        #expect(file?.source(ofLine: 6) == .patch(.init(patch: 0, hunk: 1, line: 7)))
        #expect(file?.source(ofLine: 7) == .stock(6))
        #expect(file?.source(ofLine: 14) == nil)
    }

    @Test func `a hunk applies where its lines stand, and that is told`() {
        let tree = tree([
            hunk("-2,3 +2,3", " line 8", "-line 9", "+nine", " line 10")
        ])
        #expect(changes(tree) == ["-line 9 9>9 0.5", "+nine 10>9 0.6"])
        #expect(
            tree.offsets == [
                "1.patch: hunks of kernel/sched/fair.c apply 6 lines below their numbers"
            ])
    }

    /// Hunks behind one that moved move as well.
    @Test func `an offset holds for the hunks that follow`() {
        let moved = "first\nsecond\n" + Self.stock
        let text =
            hunk("-2,2 +2,3", " line 2", "+two and a half", " line 3")
            + "@@ -9,2 +10,2 @@\n line 9\n-line 10\n+ten\n"
        let tree = tree([text], moved)
        #expect(tree.diagnostics == [])
        #expect(
            changes(tree) == ["+two and a half 5>5 0.5", "-line 10 12>13 0.9", "+ten 13>13 0.10"])
    }

    @Test func `lines that stand at several places are not guessed`() {
        let twice = "a\nb\nc\na\nb\nc\n"
        let text = hunk("-9,3 +9,3", " a", "-b", "+B", " c")
        #expect(
            tree([text], twice).diagnostics.map(\.description) == [
                """
                1.patch:3:1: error: the hunk's lines do not stand at kernel/sched/fair.c:9, but at lines 1, 4: which are meant cannot be known [patch-does-not-apply]
                  hint: the kernel's source differs there: refresh the patch against this release
                """
            ])
        // At its own place it is not in doubt.
        #expect(tree([hunk("-4,3 +4,3", " a", "-b", "+B", " c")], twice).diagnostics == [])
    }

    @Test func `a hunk without lines to hold on to is refused`() {
        let found = tree([Self.names + "@@ -5,0 +6 @@\n+five and a half\n"]).diagnostics
        #expect(found.map(\.code) == [.patchDoesNotApply])
        #expect(found.first?.hint == "make the patch with lines of context: `diff -u`, not `-U0`")
    }

    @Test func `what one patch does and another takes back is no change`() {
        let there = hunk("-4,3 +4,3", " line 4", "-line 5", "+five", " line 6")
        let back = hunk("-4,3 +4,3", " line 4", "-five", "+line 5", " line 6")
        let tree = tree([there, back])
        #expect(tree.diagnostics == [] && changes(tree) == [])
        #expect(tree.files[Self.path]?.text == Self.stock)
    }

    /// A function written again differs where it differs.
    @Test func `lines that stay are no change`() {
        let text = hunk(
            "-2,4 +2,4", "-line 2", "-line 3", "-line 4", "-line 5", "+line 2", "+three",
            "+line 4", "+line 5")
        #expect(changes(tree([text])) == ["-line 3 3>3 0.5", "+three 4>3 0.9"])
    }

    @Test func `a later patch counts lines of the earlier`() {
        let first = hunk("-1,2 +1,4", " line 1", "+one and a third", "+one and a half", " line 2")
        let second = hunk("-9,3 +9,3", " line 7", "-line 8", "+eight", " line 9")
        let tree = tree([first, second])
        #expect(tree.diagnostics == [] && tree.offsets == [])
        #expect(changes(tree).suffix(2) == ["-line 8 8>10 1.5", "+eight 9>10 1.6"])
    }

    @Test func `two mails in one file are two patches of it`() {
        let mail = { (subject: String, body: String) in
            "From 0123 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] \(subject)\n\n---\n\(body)-- \n2.39\n\n"
        }
        let tree = tree([
            mail("one", hunk("-1,2 +1,3", " line 1", "+one and a half", " line 2"))
                + mail(
                    "two",
                    hunk("-1,4 +1,4", " line 1", "-one and a half", "+ONE", " line 2", " line 3"))
        ])
        #expect(tree.diagnostics == [])
        #expect(changes(tree) == ["+ONE 2>2 0.23"])
    }

    /// As git writes a message that quotes a diff.
    @Test func `an indented diff in the message is prose`() {
        let quoted = hunk("-1,2 +1,3", " line 1", "+quoted", " line 2")
            .split(separator: "\n").map { "    \($0)\n" }.joined()
        let tree = tree([quoted + hunk("-4,3 +4,3", " line 4", "-line 5", "+five", " line 6")])
        #expect(tree.diagnostics == [])
        #expect(changes(tree).map { $0.prefix(5) } == ["-line", "+five"])
    }

    @Test(arguments: [
        ("a/sched/fair.c", "did you mean kernel/sched/fair.c?"),
        ("kernel/sched/fair.c", "did you mean kernel/sched/fair.c?"),
        ("a/linux-6.1/kernel/sched/fair.c", "did you mean kernel/sched/fair.c?"),
        ("a/kernel/sched/gone.c", "the path must be one in the tree"),
    ])
    func `a path that is not the tree's is told with the one that is`(
        _ path: String, _ hint: String
    ) {
        let text = "--- \(path)\n+++ \(path)\n@@ -1 +1 @@\n-line 1\n+one\n"
        let found = tree([text]).diagnostics
        if path == "a/sched/fair.c" {
            // Nothing says that `kernel/` is missing in front.
            #expect(found.map(\.code) == [.patchUnknownFile])
            return
        }
        #expect(found.map(\.code) == [.patchUnknownFile])
        #expect(found.first?.hint?.hasPrefix(hint) == true, "\(found)")
    }

    @Test(arguments: ["Documentation/scheduler/x.rst", "tools/testing/selftests/sched/x.c"])
    func `documentation and tools are left out, and that is told`(_ path: String) {
        let text =
            "--- a/\(path)\n+++ b/\(path)\n@@ -1 +1 @@\n-a\n+b\n"
            + hunk("-4,3 +4,3", " line 4", "-line 5", "+five", " line 6")
        let tree = tree([text])
        #expect(tree.diagnostics.map(\.code) == [.editNotCompiled])
        #expect(tree.diagnostics.map(\.severity) == [.warning])
        #expect(tree.files.keys.sorted() == [Self.path])
    }

    @Test func `every hunk that does not apply is told, and the others apply`() {
        let text =
            hunk("-1,2 +1,2", " line 0", "-line 2", "+two")
            + "@@ -5,2 +5,2 @@\n line 5\n-line 6\n+six\n@@ -9,2 +9,2 @@\n line 9\n-line ten\n+TEN\n"
        let tree = tree([text])
        #expect(tree.diagnostics.map(\.location?.line) == [4, 13])
        #expect(changes(tree).count == 2)
    }

    @Test func `a newline at the end stays as the patch has it`() {
        let without = tree([
            hunk("-11,2 +11,2", " line 11", "-line 12", "+twelve", "\\ No newline at end of file")
        ])
        #expect(without.files[Self.path]?.text.hasSuffix("line 11\ntwelve") == true)
        let untouched = tree([hunk("-1,2 +1,2", "-line 1", "+one", " line 2")], "line 1\nline 2")
        #expect(untouched.files[Self.path]?.text == "one\nline 2")
    }
}
