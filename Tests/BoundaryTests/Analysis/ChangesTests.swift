// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import SourceFacts
@testable import Support

@Suite struct ChangesTests {
    private func sidecar(_ function: String, _ file: String) -> Located<Manifest.Sidecar> {
        SmallKernel.at(.init(function: function, file: file), line: 7)
    }

    static let accounts = "kernel/sched/cpuacct.c"

    private func kernelWithAccounts() -> SmallKernel {
        var kernel = SmallKernel()
        kernel.function("cpuusage_write", in: Self.accounts)
        kernel.function("cpuacct_css_free", in: Self.accounts)
        kernel.function("cpuacct_boot", in: Self.accounts, section: ".init.text")
        kernel.function(
            "cpuacct_helper", symbol: .some(nil), in: Self.accounts, inlinedBy: ["cpuusage_write"])
        return kernel
    }

    @Test func `sidecar is redirected and replaced`() throws {
        var kernel = kernelWithAccounts()
        kernel.changes.sidecars = [sidecar("cpuusage_write", Self.accounts)]
        kernel.refer(.call, "cpuusage_write", "pick")
        let boundary = try kernel.analyse()
        #expect(boundary.redirects == ["cpuusage_write"])
        let function = try #require(boundary.functions.first { $0.name == "cpuusage_write" })
        #expect(function.class == .sidecar)
        #expect(function.evidence == ["named as a sidecar (x.yaml:7)"])
        // What a sidecar calls needs no redirect for its sake.
        #expect(boundary.functions.first { $0.name == "pick" }?.class == .insider)
    }

    @Test(arguments: [
        ("cpuacct_free", accounts, DiagnosticCode.sidecarUnknownFunction),
        ("cpuusage_write", "kernel/sched/core.c", .sidecarInside),
        ("cpuusage_write", "kernel/none.c", .sidecarUnknownFile),
        ("cpuacct_boot", accounts, .sidecarInit),
        ("cpuacct_helper", accounts, .sidecarInlined),
    ])
    func `refused sidecar`(_ name: String, _ file: String, _ code: DiagnosticCode) {
        var kernel = kernelWithAccounts()
        kernel.changes.sidecars = [sidecar(name, file)]
        let (codes, first) = kernel.refusal()
        #expect(codes == [code])
        #expect(first?.location?.line == 7)
    }

    @Test(arguments: ["noinstr", "entry", "kprobes", "cpuidle"])
    func `sidecars of reserved sections`(_ region: String) throws {
        var kernel = kernelWithAccounts()
        kernel.changes.sidecars = [sidecar("cpuusage_write", Self.accounts)]
        let function = try #require(kernel.facts.functions.first { $0.name == "cpuusage_write" })
        func mark(_ end: String, _ address: UInt64) {
            kernel.facts.globals["__\(region)_text_\(end)"] = .init(
                address: address, size: 0, kind: .other, isWeak: false, section: ".text",
                isExported: false)
        }
        mark("start", function.address)
        mark("end", function.address + 1)
        #expect(kernel.refusal().codes == [.sidecarSection])
        mark("end", function.address)
        #expect(kernel.refusal().codes.isEmpty)
    }

    /// Code of the file that stays vmlinux's goes on using them.
    @Test func `variables of sidecar files are shared`() throws {
        var kernel = kernelWithAccounts()
        kernel.variable("usage", in: Self.accounts)
        kernel.variable("last", in: Self.accounts, function: "cpuusage_write")
        kernel.variable("header", in: "include/linux/x.h", unit: Self.accounts, function: "f")
        kernel.variable("else", in: "kernel/other.c")
        #expect(try kernel.analyse().variables.isEmpty)
        kernel.changes.sidecars = [sidecar("cpuusage_write", Self.accounts)]
        #expect(try kernel.analyse().variables.map(\.name) == ["usage", "last", "header"])
        #expect(try kernel.analyse().variables.allSatisfy { $0.ownership == .shared })
        kernel.changes.private.add = [SmallKernel.at("last")]
        #expect(
            try kernel.analyse().variables.first { $0.name == "last" }?.ownership == .private)
    }

    @Test func `refused sidecars help`() {
        var kernel = kernelWithAccounts()
        kernel.changes.sidecars = [sidecar("cpuacct_free", Self.accounts)]
        #expect(kernel.refusal().first?.hint?.contains("`cpuacct_css_free`") == true)
        kernel.changes.sidecars = [sidecar("cpuacct_helper", Self.accounts)]
        #expect(kernel.refusal().first?.notes == ["gcc inlined it into cpuusage_write"])
    }

    @Test func `files interface and variables`() throws {
        var kernel = SmallKernel()
        kernel.variable("features")
        kernel.variable("limit", in: "kernel/sched/fair.c")
        kernel.variable("warned", function: "pick")
        kernel.variable("clock_state", in: "kernel/sched/clock.c")
        kernel.variable("tracepoint", in: "include/trace/x.h", unit: "kernel/sched/core.c")
        kernel.changes.files.remove = [SmallKernel.at("kernel/sched/fair.c")]
        kernel.changes.interface.add = [SmallKernel.at("pick")]
        kernel.changes.private.add = [SmallKernel.at("features")]
        let boundary = try kernel.analyse()
        #expect(boundary.files == ["kernel/sched/core.c"])
        #expect(boundary.functions.first { $0.name == "other" }?.class == .outsider)
        #expect(boundary.redirects == ["pick"])
        #expect(
            boundary.variables.map {
                "\($0.name) \($0.ownership.rawValue) \($0.reason?.rawValue ?? "-")"
            }
                == [
                    "features private manifest", "warned private function-level static",
                    "tracepoint shared -",
                ])
    }

    @Test func `taken out of the interface`() throws {
        var kernel = SmallKernel()
        kernel.refer(.call, "timer", "pick")
        kernel.changes.interface.remove = [SmallKernel.at("pick")]
        #expect(try kernel.function(named: "pick")?.class == .insider)
    }

    @Test func `everything wrong is said at once`() {
        var kernel = SmallKernel()
        kernel.recipe.requiredTables = [SmallKernel.at("rt_sched_class")]
        kernel.changes.files.add = [SmallKernel.at("kernel/sched/fare.c")]
        kernel.changes.files.remove = [SmallKernel.at("kernel/sched/clock.c")]
        kernel.changes.interface.add = [SmallKernel.at("schedule")]
        kernel.changes.private.add = [SmallKernel.at("nothing")]
        #expect(
            kernel.refusal().codes == [
                .boundaryUnknownFile, .boundaryFileNotInside, .boundaryMissingTable,
                .boundaryUnknownFunction, .boundaryUnknownVariable,
            ])
        #expect(kernel.refusal().first?.hint?.contains("kernel/sched/fair.c") == true)
    }
}
