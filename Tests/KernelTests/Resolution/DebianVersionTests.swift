// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel

@Suite struct DebianVersionTests {
    /// Each pair stands in ascending order; the first six are from Debian Policy
    /// 5.6.12 and deb-version(7).
    @Test(arguments: [
        ("1.0~~", "1.0~~a"), ("1.0~~a", "1.0~"), ("1.0~", "1.0"), ("1.0", "1.0a"),
        ("1.0-1", "1:0.9-1"), ("1.0a", "1.0+"),
        ("6.1.9-1", "6.1.10-1"), ("6.1.192-1", "6.1.192-2"), ("6.1.192-9", "6.1.192-10"),
        ("6.12.117-1~deb12u1", "6.12.117-1"),
        ("6.1.0-9-cloud-amd64", "6.1.0-56-cloud-amd64"),
        ("6.1.0-56-cloud-amd64", "6.12.107+deb12-cloud-amd64"),
        ("6.12.99+deb12-cloud-amd64", "6.12.100+deb12-cloud-amd64"),
    ])
    func `comes before`(_ pair: (String, String)) {
        let (a, b) = (DebianVersion(pair.0), DebianVersion(pair.1))
        #expect(a < b)
        #expect(!(b < a))
    }

    @Test(arguments: [("1.0", "1.00"), ("0:1.0", "1.0"), ("1-0", "1-00")])
    func `neither comes first`(_ pair: (String, String)) {
        let (a, b) = (DebianVersion(pair.0), DebianVersion(pair.1))
        #expect(!(a < b))
        #expect(!(b < a))
    }
}
