// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Support

@Suite struct LintVariantTests {
    private let old = KernelRelease("6.1.0-1-amd64")
    private let new = KernelRelease("6.1.0-2-amd64")

    @Test func `what holds for every kernel is told once, the rest with its kernels`() {
        let both = Diagnostic(.editKeptFunction, "both")
        let one = Diagnostic(.patchDoesNotApply, "one", notes: ["expected"])
        let found = LintVariant.merged([(old, [both]), (new, [one, both])])
        #expect(found.map(\.message) == ["both", "one"])
        #expect(found.map(\.notes) == [[], ["expected", "for 6.1.0-2-amd64 only"]])
        #expect(LintVariant.merged([(old, [one])]) == [one])
    }
}
