// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import HostSupport
import Testing
@testable import Contract
@testable import Host
@testable import Packaging
@testable import Support

@Suite struct HostLoadTests {
    @Test func `the kernel gets the file as it is`() throws {
        let stage = try Stage()
        try stage.host.load(stage.latency, holding: stage.host.lock())
        let installed = try InstalledVariants(stage.host.root).find(
            stage.latency, for: FakeHost.release)
        #expect(
            try stage.kernel.with { $0.lastImage } == stage.host.root.bytes(installed.moduleFile))
    }

    @Test func `loads and sets parameters`() throws {
        let stage = try Stage()
        let reports = try stage.host.load(stage.latency, holding: stage.host.lock())
        #expect(
            stage.kernel.log == [
                "insert latency-tuned 1.0.0", "NO_WAKEUP_PREEMPTION",
                "sched_rt_runtime_us = 900000",
            ])
        #expect(try stage.features().hasSuffix(" NO_WAKEUP_PREEMPTION"))
        let report = try #require(reports.first)
        #expect(reports.count == 1)
        #expect(report.direction == .load && report.cpus == 4 && report.threads == 255)
        #expect(report.stopNanoseconds == 4_000_000 && report.totalNanoseconds == 9_000_000)
        #expect(report.lookNanoseconds == 1_500_000)
        #expect(report.handlerNanoseconds == 3_000_000)
        #expect(report.stackCheckNanoseconds == 2_500_000)
        #expect(report.attempts == 2 && report.wallNanoseconds == 0)
        #expect(try stage.host.loaded()?.title == "latency-tuned 1.0.0")
    }

    @Test func `the same version again is nothing to do`() throws {
        let stage = try Stage()
        try stage.host.load(stage.latency, holding: stage.host.lock())
        #expect(try stage.host.plan(.switch(stage.latency)).steps.isEmpty)
    }

    @Test func `a plan changes nothing`() throws {
        let stage = try Stage()
        let plan = try stage.host.plan(.switch(stage.latency))
        #expect(
            plan.steps.map(\.description) == [
                "load latency-tuned 1.0.0: insert /usr/lib/sched/6.1.0-56-cloud-amd64/"
                    + "latency-tuned/scheduler_latency_tuned.ko",
                "write NO_WAKEUP_PREEMPTION to /sys/kernel/debug/sched/features",
                "write 900000 to /proc/sys/kernel/sched_rt_runtime_us",
            ])
        #expect(stage.kernel.log.isEmpty)
        #expect(!stage.fake.exists("/run"))
    }

    @Test func `busy for a while is tried again`() throws {
        let stage = try Stage()
        stage.kernel.with { $0.insertFailures = [.resourceBusy, .resourceBusy] }
        let reports = try stage.host.load(stage.throughput, holding: stage.host.lock())
        #expect(reports[0].attempts == 4)
        #expect(reports[0].wallNanoseconds == 60_000_000, "waits 20 ms, then 40 ms")
    }

    @Test func `busy for ever ends in time and names the blocker`() throws {
        let stage = try Stage()
        stage.kernel.with { $0.refused["throughput 1.0.0"] = .resourceBusy }
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.throughput, holding: stage.host.lock())
        }
        guard case .busy(.load, _, let waited, let tries, let blocker)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(waited == .seconds(10) && stage.kernel.clock == .seconds(10))
        #expect(tries > 10 && tries < 30)
        #expect(blocker == "throughput 1.0.0 is in the way of itself")
        #expect(error?.exitStatus == .busy)
        #expect(stage.kernel.log.isEmpty)
    }

    @Test func `a failed check of the kernel quotes its log`() throws {
        let stage = try Stage()
        stage.kernel.with { $0.refused["throughput 1.0.0"] = .invalidArgument }
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.throughput, holding: stage.host.lock())
        }
        guard case .insertFailed(_, .invalidArgument, let log)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(log == ["throughput 1.0.0 is in the way of itself"])
        #expect(error?.exitStatus == .refused)
        #expect(stage.kernel.clock == .zero, "only a busy kernel is asked again")
    }

    /// EKEYREJECTED, ENOKEY, EBADMSG, ENOPKG.
    @Test(arguments: [129, 126, 74, 65] as [CInt])
    func `a signature that the kernel does not take is explained`(_ number: CInt) throws {
        let stage = try Stage()
        stage.kernel.with { $0.refused["throughput 1.0.0"] = Errno(rawValue: number) }
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.throughput, holding: stage.host.lock())
        }
        #expect(error?.hint?.hasPrefix("the kernel does not trust the signature") == true)
        #expect(error?.hint?.contains("scheduler_throughput.ko") == true)
    }

    @Test func `a signed module passes where signatures are enforced`() throws {
        let stage = try Stage()
        try stage.fake.put("/sys/module/module/parameters/sig_enforce", "Y\n")
        #expect(throws: HostError.self) { try stage.host.plan(.switch(stage.throughput)) }
        let file = try InstalledVariants(stage.host.root)
            .find(stage.throughput, for: FakeHost.release).moduleFile
        let signed =
            try stage.host.root.bytes(file) + Array("~Module signature appended~\n".utf8)
        try Files.write(signed, to: stage.host.root.path(file))
        #expect(try !stage.host.plan(.switch(stage.throughput)).steps.isEmpty)
    }

    @Test func `lockdown forbids features, and that is told before`() throws {
        let stage = try Stage()
        try stage.fake.put(
            "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n")
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.switch(stage.latency))
        }
        guard case .refused(_, let refusals)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(
            refusals == [
                .modulesMustBeSigned(.integrity),
                .settingLockedDown(.feature("NO_WAKEUP_PREEMPTION"), .integrity),
            ])
    }

    @Test func `a parameter that fails takes everything back`() throws {
        let stage = try Stage()
        try stage.fake.install(
            FakeHost.record(
                "latency-tuned",
                parameters: .init(schedFeatures: ["NO_WAKEUP_PREEMPTION", "NO_SUCH_FEATURE"])),
            marker: 1)
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.latency, holding: stage.host.lock())
        }
        guard case .restored(HostError.settingFailed(let setting, _), let now)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(setting == .feature("NO_SUCH_FEATURE"))
        #expect(now == "the kernel's own scheduler runs")
        #expect(try stage.features() == stage.stock)
        #expect(!stage.fake.exists(stage.saved))
        #expect(try stage.host.loaded() == nil)
        #expect(stage.fake.root.directories(in: "/run/sched/loaded").isEmpty)
        #expect(
            stage.kernel.log.suffix(3) == [
                "WAKEUP_PREEMPTION", "enabled = 0", "remove scheduler_latency_tuned",
            ])
    }

    @Test func `a module of another name is not inserted`() throws {
        let stage = try Stage()
        try stage.fake.install(
            FakeHost.record("throughput"), marker: 2, module: "scheduler_other")
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.throughput, holding: stage.host.lock())
        }
        guard case .damaged? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(stage.kernel.log.isEmpty)
    }

    @Test func `a variant that the kernel shows differently is taken out`() throws {
        let stage = try Stage()
        try stage.fake.install(FakeHost.record("throughput"), marker: 3)
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.throughput, holding: stage.host.lock())
        }
        guard case .notConfirmed? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(
            stage.kernel.log == [
                "insert latency-tuned 1.1.0", "enabled = 0", "remove scheduler_latency_tuned",
            ])
    }

    @Test func `a refusal touches nothing`() throws {
        let stage = try Stage()
        try stage.fake.put("/sys/kernel/livepatch/fix/vmlinux/wake_up_new_task,1/x", "")
        try stage.fake.remove("/sys/kernel/debug")
        let error = #expect(throws: HostError.self) {
            try stage.host.load(stage.latency, holding: stage.host.lock())
        }
        guard case .refused(_, let refusals)? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        #expect(
            refusals == [
                .patched(
                    function: "wake_up_new_task", sympos: 1, owner: "fix", system: .livepatch),
                .settingUnreachable(.feature("NO_WAKEUP_PREEMPTION")),
            ])
        #expect(stage.kernel.log.isEmpty)
    }

    @Test func `a package can be checked before it is installed`() throws {
        let stage = try Stage()
        let directory = InstalledLayout.directory(FakeHost.release, stage.latency)
        let candidate = try InstalledVariant(
            record: Array(stage.fake.text(directory.appending("variant.json")).utf8),
            redirects: Array(stage.fake.text(directory.appending("redirects.json")).utf8),
            directory: directory)
        try stage.fake.remove("/usr")
        #expect(try stage.host.refusals(candidate).isEmpty)
        try stage.fake.put("/sys/kernel/livepatch/fix/vmlinux/cpu_show,2/x", "")
        #expect(
            try stage.host.refusals(candidate).map(\.code)
                == [.hostLivepatchOverlap])
    }

    @Test func `an idle module is removed first`() throws {
        let stage = try Stage()
        try stage.host.load(stage.throughput, holding: stage.host.lock())
        try stage.fake.put(LoadedVariant.directory.appending("state"), "unloaded\n")
        try stage.host.load(stage.latency, holding: stage.host.lock())
        #expect(
            stage.kernel.log.prefix(3) == [
                "insert throughput 1.0.0", "remove scheduler_throughput",
                "insert latency-tuned 1.0.0",
            ])
    }
}
