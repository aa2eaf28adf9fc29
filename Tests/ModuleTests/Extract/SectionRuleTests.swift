// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Module
@testable import Support

@Suite struct SectionRules {
    @Test(
        arguments: [
            (".text.enqueue_task", .code), (".sched.text", .code), (".altinstr_aux", .sideCode),
            (".data..percpu..shared_aligned", .data(into: ".data..percpu")),
            (".data..ro_after_init", .data(into: ".data..ro_after_init")),
            (".data..read_mostly", .data(into: nil)), (".rodata.str1.1", .data(into: nil)),
            ("__trace_printk_fmt", .data(into: "__trace_printk_fmt")),
            ("__dyndbg", .data(into: "__dyndbg")),
            ("__jump_table", .codeTable(relocations: 3, isCompared: true)),
            ("__mcount_loc", .codeTable(relocations: 1, isCompared: false)),
            (".discard.reachable", .codeTable(relocations: 1, isCompared: false)),
            (".initcallearly.init", .initcall), ("__param", .parameter),
            ("___ksymtab_gpl+yield_to", .leftOut(reason: "a module's symbols are not exported")),
            ("runtime_ptr_USER_PTR_MAX", .runtimePointer),
            ("runtime_shift_d_hash_shift", nil),
            (".mine", nil), (".discard.mine", nil), ("__mine_table", nil),
        ] as [(String, SectionRule.Treatment?)])
    func `a section's name decides`(_ name: String, _ treatment: SectionRule.Treatment?) {
        #expect(SectionRule.treatment(of: name) == treatment)
    }

    @Test func `each name stands once`() {
        let names = SectionRule.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    /// Nothing refers to it, so it would be dropped without a word.
    @Test(
        arguments: [
            (
                "__attribute__((section(\".mine\"), used)) static int extra = 1; int enter(void) { return 1; }",
                ["extra"]
            ),
            (
                "int enter(void) { asm(\"1: nop\\n.pushsection .mine, \\\"a\\\"\\n.long 1b - .\\n.popsection\"); return 1; }",
                ["enter"]
            ),
            (
                "int enter(void) { asm(\"1: nop\\n.pushsection .discard.mine\\n.long 1b - .\\n.popsection\"); return 1; }",
                ["enter"]
            ),
        ])
    func `an object with an unknown section is refused`(
        _ text: String, _ users: [String]
    ) async throws {
        let object = try await Compiled(text).object
        let section = text.contains(".discard") ? ".discard.mine" : ".mine"
        let error = ExtractionError.unknownSection(
            unit: object.unit, section: section, users: users)
        #expect(throws: error) { try InputGraph([object]) }
        #expect(error.description.contains(section) && error.description.contains(users[0]))
    }

    @Test func `a section that is not loaded is of no matter`() async throws {
        let text =
            "asm(\".pushsection .remark\\n.long 1\\n.popsection\"); int enter(void) { return 1; }"
        _ = try InputGraph([try await Compiled(text).object])
    }
}
