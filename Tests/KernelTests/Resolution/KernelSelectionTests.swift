// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel
@testable import Manifest
@testable import Support

/// What `apt-cache show` printed on Debian 12, shortened; the first stanza of
/// the source package is that of an installed one.
private let shown = """
    Package: linux-image-6.1.0-56-cloud-amd64-unsigned
    Source: linux
    Version: 6.1.192-2
    Architecture: amd64
    Description: Linux 6.1 for x86-64 cloud
     Size: 12 is not a field here
    Filename: pool/updates/main/l/linux/linux-image-6.1.0-56-cloud-amd64-unsigned.deb
    Size: 26714428
    SHA256: 7ff7fc8da85d313242c20698c6b34542aea447673c7c1975b0d38bd6005100b5

    Package: linux-image-6.1.0-56-cloud-amd64
    Source: linux-signed-amd64 (6.1.192+2)
    Version: 6.1.192-2
    Architecture: amd64
    Size: 26713000
    SHA256: 1111111111111111111111111111111111111111111111111111111111111111

    Package: linux-image-6.1.0-56-cloud-amd64-dbg
    Source: linux
    Version: 6.1.192-2
    Architecture: amd64
    Size: 283308068
    SHA256: a835edf97e22ec84ddcd4d773596376be9eaae0c5094053b14c8e557cf9d8fb7

    Package: linux-headers-6.1.0-56-cloud-amd64
    Source: linux
    Version: 6.1.192-2
    Architecture: amd64
    Size: 1592924
    SHA256: 66b3332567754d46edbe47f2e424db28a7bb28afedd5f51867b17f8af0d41191

    Package: linux-source-6.1
    Source: linux
    Version: 6.1.192-2
    Status: install ok installed
    Architecture: all

    Package: linux-source-6.1
    Source: linux
    Version: 6.1.192-1
    Architecture: all
    Size: 139331872
    SHA256: 7ae5d78895d88e4788c601b8322b07043965b0e37324c5bb26453e2ce049509d

    Package: linux-source-6.1
    Source: linux
    Version: 6.1.192-2
    Architecture: all
    Size: 139331676
    SHA256: ae95fe63d4c553f8d0e6c86cb1ab566f3894a43743eb19ab585cd97d82f26514

    Package: linux-source-6.1
    Source: linux
    Version: 6.1.192-2
    Architecture: all
    Size: 139331676
    SHA256: ae95fe63d4c553f8d0e6c86cb1ab566f3894a43743eb19ab585cd97d82f26514
    """

private let release = KernelRelease("6.1.0-56-cloud-amd64")

@Suite struct KernelSelectionTests {
    let records = PackageRecord.parse(shown)

    @Test func `stanzas that cannot be fetched or repeat are left out`() throws {
        #expect(records.count == 6)
        let image = try #require(records.first)
        #expect(image.size == 26_714_428)
        #expect(image.source == "linux")
        #expect(records[1].source == "linux-signed-amd64")
        #expect(records.filter { $0.name == "linux-source-6.1" }.count == 2)
    }

    @Test(arguments: ["", "\n\n\n", "Package: x\nVersion: 1\nSHA256: short\nSize: 1\n", ":\n: :\n"])
    func `text without a package gives none`(_ text: String) {
        #expect(PackageRecord.parse(text).isEmpty)
    }

    @Test func `releases are those with debug packages`() {
        let names = [
            "linux-image-6.1.0-9-cloud-amd64-dbg", "linux-image-6.1.0-56-cloud-amd64-dbg",
            "linux-image-6.1.0-57-cloud-amd64", "linux-image-6.12-cloud-amd64-dbg",
            "linux-image-amd64-dbg", "linux-image-6.12.107+deb12-cloud-amd64-dbg",
        ]
        #expect(
            KernelSelection.releases(inPackageNames: names).map(\.rawValue) == [
                "6.12.107+deb12-cloud-amd64", "6.1.0-56-cloud-amd64", "6.1.0-9-cloud-amd64",
            ])
    }

    @Test func `a kernel takes four packages of one version`() throws {
        guard case .complete(let kernel) = KernelSelection.kernel(release, among: records) else {
            Issue.record("incomplete")
            return
        }
        #expect(kernel.sourceVersion == "6.1.192-2")
        #expect(kernel.packages.map(\.role) == Lock.Package.Role.allCases)
        #expect(kernel.packages[0].name == "linux-image-6.1.0-56-cloud-amd64-unsigned")
        #expect(kernel.packages[3].sha256.hex.hasPrefix("ae95fe63"))
    }

    @Test func `the signed image stands in for the unsigned`() {
        let others = records.filter { !$0.name.hasSuffix("-unsigned") }
        guard case .complete(let kernel) = KernelSelection.kernel(release, among: others) else {
            Issue.record("incomplete")
            return
        }
        #expect(kernel.packages[0].name == "linux-image-6.1.0-56-cloud-amd64")
    }

    @Test(arguments: [
        ("-dbg", "linux-image-6.1.0-56-cloud-amd64-dbg 6.1.192-2"),
        ("linux-headers-6.1.0-56-cloud-amd64", "linux-headers-6.1.0-56-cloud-amd64 6.1.192-2"),
    ])
    func `a missing package is named`(_ suffix: String, _ name: String) {
        let rest = records.filter { !$0.name.hasSuffix(suffix) }
        #expect(
            KernelSelection.kernel(release, among: rest)
                == .incomplete(missing: [name], isKnown: true))
    }

    @Test func `the source must be of the same version`() {
        let rest = records.filter { !($0.name == "linux-source-6.1" && $0.version == "6.1.192-2") }
        #expect(
            KernelSelection.kernel(release, among: rest)
                == .incomplete(missing: ["linux-source-6.1 6.1.192-2"], isKnown: true))
    }

    @Test func `an older complete version is taken before a newer part`() {
        var newer = records[0]
        newer.version = "6.1.193-1"
        guard case .complete(let kernel) = KernelSelection.kernel(release, among: records + [newer])
        else {
            Issue.record("incomplete")
            return
        }
        #expect(kernel.sourceVersion == "6.1.192-2")
    }
}
