// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary

@Suite struct FunctionClassTests {
    @Test(arguments: [
        (Boundary.FunctionClass.interface, true, true, false), (.callback, true, true, false),
        (.sidecar, true, true, false), (.insider, true, false, false),
        (.outsider, false, false, true), (.`init`, false, false, true),
        (.kept, false, false, true), (.optimisedAway, false, false, false),
        (.contextSwitch, true, false, false),
    ])
    func `a class says where its code runs`(
        _ kind: Boundary.FunctionClass, isReplaced: Bool, isRedirected: Bool, staysInVmlinux: Bool
    ) {
        #expect(kind.isReplaced == isReplaced)
        #expect(kind.isRedirected == isRedirected)
        #expect(kind.staysInVmlinux == staysInVmlinux)
    }

    /// Tasks sleep in the frame of `__schedule`: a switch must not wait until none does.
    @Test func `all that is replaced is replaced as a whole, but for the context switch`() {
        let partly = Boundary.FunctionClass.allCases.filter {
            $0.isReplaced && !$0.isReplacedAsWhole
        }
        #expect(partly == [.contextSwitch])
    }
}
