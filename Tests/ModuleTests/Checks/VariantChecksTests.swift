// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Module
@testable import Support

@Suite struct ChangedFunctionNames {
    @Test func `what stays vmlinux's is left out, new functions are named`() {
        var kernel = SyntheticKernel()
        kernel.function("tick", .interface)
        kernel.function("pick", .insider)
        kernel.function("sleep", .kept)
        kernel.function("boot", .`init`)
        kernel.function("__schedule", .contextSwitch)
        let items = ["tick", "pick", "sleep", "boot", "__schedule", "added.isra.0"].map {
            ObjectComparison.Item(symbol: $0, unit: SyntheticKernel.core)
        }
        let boundary = kernel.request([]).boundary
        #expect(
            VariantChecks.changedNames(items, in: boundary)
                == ["__schedule", "added", "pick", "tick"])
    }
}

@Suite struct LayoutProbeUnits {
    private static let units: [(unit: String, files: Set<String>)] = [
        ("small.c", ["small.c", "sched.h"]), ("core.c", ["core.c", "sched.h", "pelt.h"]),
        ("fair.c", ["fair.c", "sched.h", "pelt.h"]),
    ]

    /// A .c file has one unit; the headers it sees need no other.
    @Test(
        arguments: [
            (["sched.h"], ["small.c"]), (["sched.h", "fair.c"], ["fair.c"]),
            (["pelt.h", "small.c"], ["small.c", "core.c"]),
            (["core.c", "fair.c", "pelt.h"], ["core.c", "fair.c"]), (["nowhere.h"], []), ([], []),
        ] as [([String], [String])])
    func `as few units as see all the edited files`(_ files: [String], _ units: [String]) {
        #expect(LayoutChecks.units(holding: files, among: Self.units) == units)
    }
}
