// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

@Suite struct KernelRequestTests {
    @Test func `each form is recognised`() {
        #expect(
            KernelRequest("6.1.0-56-cloud-amd64", recipe: "linux-6.1")
                == .exact(KernelRelease("6.1.0-56-cloud-amd64")))
        #expect(KernelRequest("6.1.*-amd64", recipe: "linux-6.1") == .pattern(Glob("6.1.*-amd64")))
        #expect(KernelRequest("newest", recipe: "linux-6.1") == .newest(series: "6.1"))
    }

    @Test(arguments: [
        ("6.1.0-*-cloud-amd64", "6.1.0-56-cloud-amd64", true),
        ("6.1.0-*-cloud-amd64", "6.1.0-56-amd64", false),
        ("6.1.0-*-cloud-amd64", "6.1.0-56-cloud-amd64-extra", false),
        ("6.1.0-5?-*", "6.1.0-56-amd64", true),
        ("6.1.0-5?-*", "6.1.0-5-amd64", false),
        ("*", "anything", true),
        ("*-a*-amd64", "x-b-a-c-amd64", false),
        ("6.1.0-*-amd64", "6.1.0-56-amd64", true),
        ("6.1.0-*-amd64", "6.1.0-56-rt-amd64", false),
        ("6.1.0-5?-amd64", "6.1.0-56-amd64", true),
        ("6.12.*-amd64", "6.12.117+deb12-cloud-amd64", false),
        ("6.12.*-amd64", "6.12.117+deb12-amd64", true),
        ("6.12.*+deb12-cloud-amd64", "6.12.117+deb12-cloud-amd64", true),
        ("*-cloud-amd64", "6.1.0-56-cloud-amd64", true),
        ("6.1.0-56-*", "6.1.0-56-rt-amd64", true),
        ("6.1.0-56?", "6.1.0-56", false),
        ("newest", "6.1.0-56-cloud-amd64", true),
        ("newest", "6.1.0-56-amd64", false),
        ("newest", "6.12.117+deb12-cloud-amd64", false),
        ("6.1.0-5-amd64", "6.1.0-5-amd64", true),
        ("6.1.0-5-amd64", "6.1.0-56-amd64", false),
    ])
    func acceptance(_ pattern: String, _ release: String, _ isAccepted: Bool) {
        let request = KernelRequest(pattern, recipe: "linux-6.1")
        #expect(request.accepts(KernelRelease(release)) == isAccepted)
    }
}
