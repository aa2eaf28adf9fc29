// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct BoundaryTextTests {
    private func function(
        _ name: String, symbol: String? = nil, at address: UInt64, _ kind: Boundary.FunctionClass,
        _ reasons: [Boundary.Reason], site: Int? = nil
    ) -> Boundary.Function {
        .init(
            name: name, symbol: symbol ?? name, file: "kernel/sched/core.c", line: 7,
            unit: "kernel/sched/core.c", class: kind, reasons: reasons, address: address,
            size: 9, sympos: 0, siteOffset: site)
    }

    private var text: String {
        var boundary = BoundaryPageTests.boundary
        boundary.functions = [
            function(
                "wake_up_process", at: 0x10, .interface,
                [.referrer(.modules)]
                    + (1...107).map {
                        .referrer(.init(kind: .call, source: "f\($0)", file: "a.c"))
                    }, site: 5),
            function(
                "a_name_so_long_that_no_place_is_left_for_much", at: 0x20, .callback,
                [
                    .referrer(
                        .init(
                            kind: .addressInData, source: "a_table_of_pointers",
                            file: "kernel/sched/core.c"))
                ], site: 5),
            function("drop", symbol: "drop.isra.0", at: 0x30, .insider, [.onlyInside]),
            function("one", at: 0x40, .insider, [.onlyInside]),
            function("two", at: 0x40, .insider, [.onlyInside]),
            function("schedule", at: 0x50, .kept, [.keptByRecipe]),
        ]
        boundary.redirects = [
            "wake_up_process", "a_name_so_long_that_no_place_is_left_for_much",
        ]
        boundary.variables = ["__func__.1", "__func__.2"].map {
            .init(
                name: "__func__", symbol: $0, file: "", line: 0, unit: "kernel/sched/core.c",
                ownership: .private, class: .private, reason: .functionStatic, address: 1, size: 4,
                section: ".rodata")
        }
        return BoundaryText(boundary).text
    }

    @Test(arguments: [
        "    7  wake_up_process  exported to modules +107\n",
        "Renamed by gcc (1)\n  others, called from inside only (1):\n    drop.isra.0",
        "Folded: identical code behind one entry (1)\n    one = two",
        "Kept (1): an edit to them is refused\n  the recipe keeps it in vmlinux (1):\n    schedule",
        "function-level static (2):\n      __func__ ×2",
    ])
    func `it says`(_ passage: String) { #expect(text.contains(passage), "\(text)") }

    @Test func `it fits 80 columns`() {
        #expect(text.split(separator: "\n").filter { $0.count > 80 } == [])
    }

    @Test func `lines break between words`() {
        #expect(
            TextLines.wrapped(["aaaa", "bbbb", "cccc"], width: 12, indent: 2) == [
                "  aaaa,", "  bbbb, cccc",
            ])
        #expect(TextLines.wrapped(["a_long_word"], width: 4, indent: 1) == [" a_long_word"])
        #expect(TextLines.wrapped([], width: 9, indent: 1) == [])
        #expect(TextLines.cut("abcdef", 4) == "abc…")
        #expect(TextLines.cut("abcd", 4) == "abcd")
    }
}
