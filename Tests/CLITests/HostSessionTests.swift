// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Support
import Testing
@testable import CLI
@testable import Host

/// The verbs of a target host, as plan, done and failed.
@Suite struct HostSessionTests {
    /// A host without variants, and a repository with all of them.
    private static func emptyStage() async throws -> Stage {
        var stage = try Stage()
        try stage.fake.remove("/usr")
        stage.host.repositories = [try await stage.publish(stage.kernel.variants)]
        return stage
    }

    /// latency-tuned and throughput are installed, with a repository beside them.
    private static func installedStage() async throws -> Stage {
        let stage = try await emptyStage()
        try stage.host.run(.install(stage.latency, version: "1.0.0", loading: false))
        try stage.host.run(.install(stage.throughput, version: nil, loading: false))
        try stage.fake.remove("/var/lib/sched/history.db")
        return stage
    }

    @Test func `from a package to the running scheduler and back`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let session = Session(try await Self.emptyStage())
            await session.run(
                "status", "list", "install latency-tuned --version 1.0.0 --dry-run",
                "install latency-tuned --version 1.0.0", "status", "install latency-tuned",
                "install latency-tuned --dry-run", "install latency-tuned",
                "install throughput --no-load", "list", "history", "history --limit 1",
                "rollback --dry-run", "rollback", "remove latency-tuned --dry-run",
                "remove latency-tuned", "status", "list")
            session.end()
        }
        try Session.expect(result, "install")
    }

    @Test func `from one scheduler to another and back`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let session = Session(try await Self.installedStage())
            await session.run(
                "switch latency-tuned --dry-run", "switch latency-tuned",
                "switch throughput --dry-run", "switch throughput", "switch throughput",
                "rollback", "rollback", "rollback", "history")
            session.end()
        }
        try Session.expect(result, "switch")
    }

    @Test func `as json`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let session = Session(try await Self.installedStage())
            await session.run(
                "status --json", "list --json", "switch throughput --dry-run --json",
                "switch throughput --json", "status --json", "history --json",
                "rollback --json", "rollback --json")
            session.end()
        }
        try Session.expect(result, "json")
    }

    @Test func `names that are wrong`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let session = Session(try await Self.emptyStage())
            await session.run(
                "install Latency", "install latency", "install latency-tuned --version 2.0",
                "switch latency-tuned", "remove throughput", "rollback", "info quick",
                "diff stock quick", "install latency-tuned --repo /nowhere",
                "switch quick --json")
            session.end()
        }
        try Session.expect(result, "names")
    }

    @Test func `a host that does not take the variant`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let stage = try await Self.installedStage()
            let session = Session(stage)
            session.note("booted without variants, and for signed modules only")
            try stage.fake.put("/proc/cmdline", "sched_variant=off\n")
            try stage.fake.put("/sys/module/module/parameters/sig_enforce", "Y\n")
            await session.run("switch throughput", "switch throughput --dry-run --json")
            try stage.fake.put("/proc/cmdline", "quiet\n")
            try stage.fake.put("/sys/module/module/parameters/sig_enforce", "N\n")
            session.note("another release runs")
            try stage.fake.put("/proc/sys/kernel/osrelease", "6.1.0-57-cloud-amd64\n")
            await session.run("switch throughput", "install throughput")
            session.end()
        }
        try Session.expect(result, "refused")
    }

    @Test func `a kernel that fails`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let stage = try await Self.installedStage()
            let session = Session(stage)
            session.note("something is in throughput's way")
            stage.kernel.with { $0.refused["throughput 1.0.0"] = .resourceBusy }
            await session.run("switch throughput --patience 1", "switch latency-tuned")
            session.note("the kernel refuses throughput's module")
            stage.kernel.with { $0.refused["throughput 1.0.0"] = .execFormatError }
            await session.run("switch throughput", "status", "switch throughput --json")
            session.note("and takes nothing back")
            stage.kernel.with { $0.refused["latency-tuned 1.0.0"] = .noMemory }
            await session.run("switch throughput", "status", "history")
            session.end()
        }
        try Session.expect(result, "failures")
    }
}
