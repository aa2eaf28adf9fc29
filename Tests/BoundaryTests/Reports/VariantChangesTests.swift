// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary

@Suite struct VariantChangesTests {
    @Test func `sums are over all that is listed`() {
        let totals = VariantChanges.sample().totals
        #expect(totals.functionsChanged == 2 && totals.functionsAdded == 1)
        #expect(totals.functionsRemoved == 0 && totals.dataChanged == 1)
        #expect(totals.instructions == .init(before: 150, after: 154))
    }

    @Test func `what was not compiled has no instructions and no data`() {
        let changes = VariantChanges.sample(isCompiled: false)
        #expect(changes.totals.instructions == nil && changes.totals.dataChanged == nil)
        #expect(!changes.text.contains("instructions") && !changes.text.contains("Data"))
    }

    @Test func `functions with edited lines come first, by their places`() {
        #expect(
            VariantChanges.sample().functions.map(\.name) == [
                "scheduler_tick", "runs_short", "update_curr",
            ])
    }
}
