// SPDX-License-Identifier: Apache-2.0
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Support

extension VariantChanges {
    /// One of each kind that a patch brings about.
    package static func sample(isCompiled: Bool = true) -> VariantChanges {
        func count(_ before: Int, _ after: Int) -> VariantChanges.InstructionCount? {
            isCompiled ? .init(before: before, after: after) : nil
        }
        return VariantChanges(
            variant: VariantName("sample")!, version: "1.0.0",
            kernel: .init(release: KernelRelease("6.1.0-1-test"), buildID: BuildID(hex: "00ff")),
            lines: .init(added: 4, removed: 1),
            functions: [
                .init(
                    name: "update_curr", file: "kernel/sched/fair.c", line: 9, kind: .recompiled,
                    class: .insider, instructions: count(100, 90)),
                .init(
                    name: "runs_short", file: "kernel/sched/fair.c", line: 40, kind: .added,
                    class: nil, lines: .init(added: 2), instructions: count(0, 12),
                    diff: ["@@ -38,0 +39,2 @@", "+int runs_short(void)", "+{ return 1 < 2; }"]),
                .init(
                    name: "scheduler_tick", file: "kernel/sched/core.c", line: 12, kind: .edited,
                    class: .interface, lines: .init(added: 1, removed: 1),
                    instructions: count(50, 52),
                    diff: ["@@ -13,1 +13,1 @@", "-\treturn </script>;", "+\treturn 2;"]),
            ],
            otherEdits: [
                .init(
                    file: "kernel/sched/features.h", lines: .init(added: 1),
                    diff: ["@@ -1,0 +2,1 @@", "+SCHED_FEAT(SHORT, true)"])
            ],
            data: isCompiled
                ? [
                    .init(
                        name: "sched_feat_names", unit: "kernel/sched/core.c", isAdded: false,
                        detail: "192 bytes, 200 in the variant")
                ] : nil)
    }
}
