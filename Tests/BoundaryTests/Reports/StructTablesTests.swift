// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct StructTablesTests {
    private func member(
        _ name: String, _ scope: StructUse.Scope, _ uses: [StructUse.Use] = []
    ) -> StructUse.Member {
        .init(
            name: name, type: "int", offset: 0, size: 32, isBitField: false, scope: scope,
            uses: uses, insideUses: 1, isAddressTaken: false)
    }

    private func use(_ function: String) -> StructUse.Use {
        .init(
            function: function, file: "kernel/exit.c", line: 7, access: [.read, .write],
            reason: .outsideBoundary)
    }

    @Test func `each struct says what is whose`() {
        let rq = StructUse(
            name: "struct rq", file: "kernel/sched/sched.h", line: 9, size: 16, isKernelWide: false,
            members: [
                member("mine", .internal), member("early", .boot),
                member("theirs", .outside, ["a", "b", "c", "d"].map(use)),
            ], holes: [.init(offset: 96, size: 32)], wholeUses: [use("clear")])
        let task = StructUse(
            name: "struct task_struct", file: "include/linux/sched.h", line: 1, size: 8,
            isKernelWide: true, members: [member("prio", .outside)],
            holes: [], wholeUses: [])
        #expect(
            StructTables([task, rq], width: 80).lines == [
                "Structs (2): of 3 members 1 internal, 1 set at boot only, 1 touched from outside",
                "  struct task_struct (include/linux/sched.h:1), 8 bytes",
                "    all of the kernel uses it: every member counts as touched",
                "  struct rq (kernel/sched/sched.h:9), 16 bytes",
                "    internal: mine",
                "    set at boot, internal since: early",
                "    holes: 4 bytes at 12",
                "    touched from outside:",
                "      theirs: a kernel/exit.c:7 read+write; b kernel/exit.c:7 read+write;",
                "        c kernel/exit.c:7 read+write; +1",
                "    as a whole: clear kernel/exit.c:7 read+write",
            ])
        #expect(StructTables([], width: 80).lines.isEmpty)
    }
}
