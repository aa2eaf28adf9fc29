// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import Host
@testable import Packaging
@testable import Support

@Suite struct HostChecksTests {
    let record = FakeHost.record("latency-tuned")

    func refusals(
        replacingLoaded: Bool = false, _ change: (inout HostChecks) -> Void
    ) throws -> [Refusal] {
        let host = try FakeHost()
        var checks = try HostChecks.read(host.root)
        change(&checks)
        return checks.refusals(record, FakeHost.redirects, replacingLoaded: replacingLoaded)
    }

    @Test func `nothing speaks against a stock host`() throws {
        #expect(try refusals { _ in }.isEmpty)
    }

    @Test func `another kernel names both releases`() throws {
        let other = KernelRelease("6.1.0-55-cloud-amd64")
        let found = try refusals { $0.kernel.release = other }
        #expect(found == [.wrongKernel(builtFor: [FakeHost.release], running: other)])
        #expect(found[0].description.contains("6.1.0-56-cloud-amd64"))
        #expect(found[0].description.contains("6.1.0-55-cloud-amd64"))
    }

    @Test func `another build names both i ds`() throws {
        let found = try refusals { $0.kernel.buildID = BuildID(hex: "beef") }
        #expect(
            found == [
                .wrongBuild(
                    release: FakeHost.release, builtFor: record.buildID,
                    running: BuildID(hex: "beef"))
            ])
        #expect(found[0].description.contains("beef"))
        #expect(found[0].description.contains(FakeHost.buildID))
    }

    @Test(arguments: [
        (RunningKernel.Lockdown.none, true, Refusal.SignaturePolicy.enforced),
        (.integrity, false, .integrity), (.confidentiality, true, .confidentiality),
    ])
    func `signature policies`(
        _ lockdown: RunningKernel.Lockdown, _ enforced: Bool, _ policy: Refusal.SignaturePolicy
    ) throws {
        let found = try refusals {
            $0.kernel.lockdown = lockdown
            $0.kernel.enforcesSignatures = enforced
        }
        #expect(found == [.modulesMustBeSigned(policy)])
    }

    @Test func `everything is said at once and in order`() throws {
        let found = try refusals {
            $0.kernel.commandLine = "quiet sched_variant=off"
            $0.kernel.enforcesSignatures = true
            $0.patches = [Self.patch("fix", "sched_show_task", 1)]
            $0.loaded = Self.loaded
        }
        #expect(
            found.map(\.code) == [
                .hostSwitchedOff, .hostModulesMustBeSigned, .hostLivepatchOverlap,
                .hostOtherVariant,
            ])
    }

    @Test func `on the wrong kernel no overlap is looked for`() throws {
        let found = try refusals {
            $0.kernel.release = KernelRelease("5.10.0")
            $0.patches = [Self.patch("fix", "sched_show_task", 1)]
        }
        #expect(found.map(\.code) == [.hostWrongKernel])
    }

    static let loaded = LoadedVariant(
        name: VariantName("throughput")!, version: "2", module: "scheduler_throughput",
        state: .loaded, buildID: BuildID(hex: FakeHost.buildID), transition: nil, blocker: nil)

    static func patch(
        _ name: String, _ function: String, _ sympos: Int, enabled: Bool = true
    ) -> LivePatch {
        LivePatch(
            name: name, system: .livepatch, isEnabled: enabled, isInTransition: false,
            functions: [.init(name: function, sympos: sympos)])
    }

    @Test func `another variant may be replaced but not joined`() throws {
        #expect(
            try refusals { $0.loaded = Self.loaded }
                == [.otherVariantLoaded(Self.loaded.name, version: "2")])
        #expect(try refusals(replacingLoaded: true) { $0.loaded = Self.loaded }.isEmpty)
        #expect(
            try refusals {
                $0.loaded = Self.loaded
                $0.loaded?.state = .unloaded
            }.isEmpty)
    }

    @Test(arguments: [
        ("a global function", "sched_show_task", 1, true, true),
        ("a second one of a global's name", "sched_show_task", 2, true, true),
        ("the same static", "cpu_show", 2, true, true),
        ("another static of that name", "cpu_show", 1, true, false),
        ("a static, position unknown", "cpu_show", 0, true, true),
        ("an unrelated function", "version_proc_show", 1, true, false),
        ("a disabled patch", "sched_show_task", 1, false, false),
    ])
    func `livepatch overlap`(
        _ name: String, _ function: String, _ sympos: Int, _ isEnabled: Bool, _ clashes: Bool
    ) throws {
        let found = try refusals {
            $0.patches = [Self.patch("fix", function, sympos, enabled: isEnabled)]
        }
        let expected = Refusal.patched(
            function: function, sympos: sympos, owner: "fix", system: .livepatch)
        #expect(found == (clashes ? [expected] : []))
    }

    @Test func `ftrace and livepatch are not said twice`() throws {
        let found = try refusals {
            $0.patches = [Self.patch("fix", "sched_show_task", 1)]
            $0.ftraceOwners = [
                FtraceOwner(function: "sched_show_task", handler: "klp_ftrace_handler"),
                FtraceOwner(function: "wake_up_new_task", handler: "other_handler"),
                FtraceOwner(function: "unrelated", handler: "other_handler"),
            ]
        }
        #expect(
            found == [
                .patched(function: "sched_show_task", sympos: 1, owner: "fix", system: .livepatch),
                .ftraceOwner(function: "wake_up_new_task", handler: "other_handler"),
            ])
    }

    /// The redirect overwrites bytes 5 to 9 of wake_up_new_task.
    @Test(arguments: [
        (0, true, false, false), (0, false, false, false), (4, false, false, false),
        (5, false, false, true), (9, false, false, true), (10, false, false, false),
        (1, false, true, true), (0, false, true, false),
    ])
    func `kprobe overlap`(_ offset: Int, _ ftrace: Bool, _ optimized: Bool, _ clashes: Bool) throws
    {
        let address = FakeHost.redirects[1].address + FakeHost.kaslrOffset + UInt64(offset)
        for address in [address, nil] {
            let found = try refusals {
                $0.kprobes = [
                    Kprobe(
                        symbol: "wake_up_new_task", offset: offset, address: address,
                        usesFtrace: ftrace, isOptimized: optimized)
                ]
            }
            let expected = Refusal.kprobe(function: "wake_up_new_task", offset: offset)
            #expect(found == (clashes ? [expected] : []))
        }
    }
}
