// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct NearestNamesTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 2),
        ("same", "same", 0),
    ])
    func `the distance counts insertions, deletions and replacements`(
        _ a: String, _ b: String, _ distance: Int
    ) {
        #expect(NearestNames.editDistance(Array(a.utf8), Array(b.utf8)) == distance)
    }

    @Test func `the nearest comes first, and there are at most three`() {
        let known = ["fair.c", "wait.c", "core.c", "rt.c", "fair2.c", "fail.c"]
        #expect(NearestNames.find("fairs.c", among: known) == ["fair.c", "fair2.c", "fail.c"])
        #expect(NearestNames.find("deadline", among: known) == [])
    }

    @Test func `case, dashes and missing ends do not count much`() {
        #expect(
            NearestNames.find("SCHED-FEATURES", among: ["sched_features"]) == ["sched_features"])
        #expect(NearestNames.find("patch", among: ["patches_to_apply"]) == ["patches_to_apply"])
        #expect(NearestNames.find("pa", among: ["patches"]) == [])
    }

    @Test func `hints name what is near, or all there is`() {
        #expect(NearestNames.hint(for: "debain", among: ["debian"]) == "did you mean `debian`?")
        #expect(NearestNames.hint(for: "x", among: ["debian"]) == nil)
        #expect(
            NearestNames.hint(for: "suse", among: ["debian", "rpm"], calledKeys: "sources")
                == "sources: `debian`, `rpm`")
        #expect(
            NearestNames.hint(for: "x", among: [], calledKeys: "recipes") == "there are no recipes")
    }

    @Test(.timeLimit(.minutes(1))) func `a name of a megabyte is compared by its beginning`() {
        let long = String(repeating: "a", count: 1 << 20)
        #expect(NearestNames.find(long, among: ["b"]) == [])
    }
}
