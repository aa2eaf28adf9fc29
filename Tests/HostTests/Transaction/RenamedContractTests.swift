// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Contract
@testable import Host
@testable import Packaging
@testable import Support
import TestSupport

/// A name of the contract that was spelled twice could be changed at one place
/// only; then rpm would remove the package of a loaded variant without a word.
@Suite struct RenamedContractTests {
    private static let renamed = {
        var contract = RuntimeContract()
        contract.sysfs.directory = "other_variant"
        contract.sysfs.name = "title"
        return contract
    }()

    @Test func `a renamed file reaches the runtime`() {
        #expect(Self.renamed.header.contains("#define VARIANT_SYSFS_DIRECTORY \"other_variant\"\n"))
        #expect(Self.renamed.header.contains("#define VARIANT_SYSFS_NAME \"title\"\n"))
    }

    @Test func `a renamed file reaches rpm's script`() throws {
        let template = try Checkout.text(VariantPackager.templatePath.string)
        func script(_ contract: RuntimeContract) throws -> String {
            try VariantSpec(
                record: FakeHost.record("latency-tuned"), license: "GPL-2.0-only",
                description: nil, files: [], sysfs: contract.sysfs
            ).fill(template)
        }
        #expect(try script(.current).contains("firstLine(\"/sys/kernel/sched_variant/name\")"))
        let renamed = try script(Self.renamed)
        #expect(renamed.contains("firstLine(\"/sys/kernel/other_variant/title\")"))
        #expect(!renamed.contains(RuntimeContract.current.sysfs.directory))
    }

    @Test func `a renamed file reaches the host`() throws {
        let host = try FakeHost()
        let sysfs = Self.renamed.sysfs
        for (file, text) in [
            (sysfs.name, "latency-tuned"), (sysfs.version, "1.0.0"),
            (sysfs.module, "scheduler_latency_tuned"), (sysfs.state, "loaded"),
            (sysfs.buildID, FakeHost.buildID),
        ] { try host.put(sysfs.path.appending(file), text + "\n") }
        #expect(try LoadedVariant.read(host.root) == nil)
        #expect(try LoadedVariant.read(host.root, sysfs: sysfs)?.title == "latency-tuned 1.0.0")
    }
}
