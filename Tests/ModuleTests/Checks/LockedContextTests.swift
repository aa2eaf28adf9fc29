// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Module
@testable import Support

@Suite struct LockedContexts {
    /// Two units of a kernel: a class with a method, the tick, and a system call that may
    /// sleep.
    private static let stock = """
        #define NOINLINE __attribute__((noipa))
        int _printk(const char *), kmalloc_trace(int), mutex_lock(void *), _printk_deferred(int);
        int down_trylock(void *), __dynamic_pr_debug(int), pass(void *);
        struct sched_class { int (*pick)(int); };
        NOINLINE int helper(int i) { return i + 1; }
        NOINLINE int slow(int i) { mutex_lock(&i); return _printk("slow"); }
        NOINLINE int schedule(void) { return _printk("one mistake is told once"); }
        NOINLINE int later(int i) { return i; }
        NOINLINE static int pick(int i) { if (i == 7) _printk("known"); return helper(i); }
        const struct sched_class fair_sched_class = { pick };
        NOINLINE int scheduler_tick(int i) { pass(later); return helper(i); }
        NOINLINE int system_call(int i) { return slow(i); }

        """

    private func diagnostics(
        _ before: String, _ after: String, kernel: String = stock
    ) async throws -> [Diagnostic] {
        #expect(kernel.contains(before))
        return try LockedContextCheck(
            classTables: ["fair_sched_class"], lines: PatchedLines()
        ).diagnostics(
            stock: [try await Compiled(kernel).object],
            variant: [try await Compiled(kernel.replacing(before, with: after)).object])
    }

    private static let inMethod = "return helper(i); }\nconst"
    private static let inHelper = "helper(int i) { "

    @Test(
        arguments: [
            (inMethod, "_printk(\"new\"); \(inMethod)", []),
            (inHelper, "\(inHelper) _printk(\"new\");", [.printsUnderLock]),
            (inHelper, "\(inHelper) _printk_deferred(i); __dynamic_pr_debug(i);", []),
            (inHelper, "\(inHelper) kmalloc_trace(i);", [.allocatesUnderLock]),
            (inHelper, "\(inHelper) mutex_lock(&i);", [.sleepsUnderLock]),
            (inHelper, "\(inHelper) down_trylock(&i);", []),
            // A function of the kernel that sleeps, newly called from there.
            (
                inHelper, "slow(int); NOINLINE int \(inHelper) slow(i);",
                [.sleepsUnderLock, .printsUnderLock]
            ),
            (
                inHelper, "schedule(void); NOINLINE int \(inHelper) schedule();",
                [.sleepsUnderLock]
            ),
            // Passed on by its address.
            ("later(int i) { ", "later(int i) { mutex_lock(&i); ", [.sleepsUnderLock]),
            // Not where a run queue is locked.
            ("slow(int i) { ", "slow(int i) { kmalloc_trace(i); ", []),
            ("system_call(int i) { ", "system_call(int i) { kmalloc_trace(i); ", []),
        ] as [(String, String, [DiagnosticCode])])
    func `what is new and must not be done there is refused`(
        _ before: String, _ after: String, _ codes: [DiagnosticCode]
    ) async throws {
        let found = try await diagnostics(before, after)
        #expect(Set(found.map(\.code)) == Set(codes), "\(found)")
        #expect(found.count == codes.count)
    }

    @Test func `the way there is told`() async throws {
        let found = try await diagnostics(Self.inHelper, Self.inHelper + "mutex_lock(&i);")
        #expect(
            found.first?.notes == ["the way there: `scheduler_tick` → `helper`"]
                || found.first?.notes == ["the way there: `fair_sched_class` → `pick` → `helper`"])
    }

    /// The address of a variable is no call.
    @Test func `a variable of such a name is none`() async throws {
        let kernel = "extern int kmalloc_caches[];\n" + Self.stock
        let found = try await diagnostics(
            Self.inHelper, Self.inHelper + "pass(kmalloc_caches);", kernel: kernel)
        #expect(found.isEmpty)
    }
}
