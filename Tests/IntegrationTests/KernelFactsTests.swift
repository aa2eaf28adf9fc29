// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// What is read from the debug vmlinux of a real kernel.
@Suite(.enabled(if: Lab.isOpen, "make test sets SCHED_TEST_INTEGRATION"))
struct KernelFactsTests {
    @Test func `the scheduler of a real kernel is read`() async throws {
        let kernel = try await Lab.kernel.value
        let facts = try await PreparedKernel.prepare(
            kernel, cache: KernelCache(Surroundings.cache), offline: true, progress: .silent
        ).facts
        let byName = Dictionary(grouping: facts.functions, by: \.name)
        let pick = try #require(byName["pick_next_task_fair"]?.first)
        #expect(pick.file == "kernel/sched/fair.c" && pick.symbol != nil && pick.line > 0)
        #expect(byName["wake_up_process"]?.first?.isExported == true)
        #expect(byName["__schedule"]?.first?.hasFtraceSite == false)
        let mangled = byName["finish_task_switch"]?.first?.symbol
        #expect(mangled?.hasPrefix("finish_task_switch") == true)
        let calls = facts.references.filter { $0.target == mangled && $0.kind == .call }
        #expect(Set(calls.map(\.source)).isSuperset(of: ["__schedule", "schedule_tail"]))
        let stored = facts.references.filter {
            $0.target == "enqueue_task_fair" && $0.kind == .addressInData
        }
        #expect(stored.contains { $0.source == "fair_sched_class" })
        #expect(
            facts.variables.contains { $0.name == "runqueues" && $0.section == ".data..percpu" })
        #expect(facts.globals["jiffies_64"] != nil)
        func users(_ name: String, _ kind: ReferenceKind) -> Set<String> {
            let places = facts.variables.filter { $0.name == name }.map(\.address)
            return Set(
                facts.variableUses.filter { places.contains($0.variable) && $0.kind == kind }
                    .map(\.source))
        }
        #expect(users("sched_domain_level_max", .read).contains("cpuset_write_s64"))
        #expect(users("sched_smt_present", .staticKey).contains("cpu_bugs_smt_update"))
        #expect(
            users("sched_domains_mutex", .addressInCode).contains("rebuild_sched_domains_locked"))
        #expect(users("sched_feat_keys", .staticKey).contains("sugov_get_util"))
        #expect(!users("runqueues", .write).isEmpty)
    }
}
