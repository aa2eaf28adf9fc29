// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Support

@Suite struct GlobTests {
    @Test(arguments: [
        ("schedule", "schedule", true), ("schedule", "schedule_idle", false),
        ("preempt_*", "preempt_", true), ("preempt_*", "dont_preempt_", false),
        ("*_sched_class", "fair_sched_class", true), ("*_sched_class", "fair_sched_class2", false),
        ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXcYb", false), ("*", "", true), ("", "x", false),
        ("6.1.0-5?-*", "6.1.0-56-amd64", true), ("6.1.0-56?", "6.1.0-56", false),
        ("", "", true), ("?", "", false), ("kernel/*", "kernel/sched/fair.c", true),
        ("**", "x", true), ("*?", "", false), ("?*?", "xy", true),
    ])
    func `a pattern matches the whole name or nothing`(
        _ pattern: String, _ name: String, _ matches: Bool
    ) {
        #expect(Glob(pattern).matches(name) == matches)
    }

    @Test(.timeLimit(.minutes(1))) func `40 stars against 4,000 bytes end soon`() {
        let glob = Glob(String(repeating: "*a", count: 40) + "b")
        #expect(!glob.matches(String(repeating: "a", count: 4000)))
    }

    @Test func `only a wildcard makes a pattern`() {
        #expect(Glob.isPattern("6.1.*"))
        #expect(Glob.isPattern("6.1.?"))
        #expect(!Glob.isPattern("6.1.0-[56]"))
    }
}
