// SPDX-License-Identifier: Apache-2.0
import Contract
import HostSupport
import Packaging
import RPM
import Support
import SystemPackage
import Testing
@testable import Host

/// The hints of what speaks against a variant on a host, followed to the letter: what was
/// refused is let through.
@Suite struct FollowedHintTests {
    /// A file of the host that makes a variant refused, and what it is afterwards; nil when
    /// there is none.
    struct Case: Sendable {
        var code: String
        var hint: String
        var file: FilePath
        var wrong: String?
        var right: String?
    }

    static let cases = [
        Case(
            code: "host-switched-off", hint: "boot without sched_variant=off",
            file: "/proc/cmdline", wrong: "quiet sched_variant=off\n", right: "quiet\n"),
        Case(
            code: "host-wrong-kernel", hint: "boot a kernel it is built for",
            file: "/proc/sys/kernel/osrelease", wrong: "6.1.0-55-cloud-amd64\n",
            right: "\(FakeHost.release)\n"),
        Case(
            code: "host-ftrace-overlap", hint: "/sys/kernel/tracing/enabled_functions lists them",
            file: "/sys/kernel/tracing/enabled_functions",
            wrong: "wake_up_new_task (1)   I  \ttramp: 0x1 (other+0x0/0x1) ->other+0x0/0x1\n",
            right: ""),
        Case(
            code: "host-kprobe-overlap", hint: "put it on the function's entry",
            file: "/sys/kernel/debug/kprobes/list",
            wrong: "0000000000000000  k  wake_up_new_task+0x5    \n",
            right: "0000000000000000  k  wake_up_new_task+0x0    [FTRACE]\n"),
        Case(
            code: "host-setting-unreachable",
            hint: "mount -t debugfs debugfs /sys/kernel/debug",
            file: "/sys/kernel/debug/sched/features", wrong: nil, right: FakeHost.features),
    ]

    private func refusals(_ stage: Stage, _ record: VariantRecord) throws -> [Refusal] {
        let directory = InstalledLayout.directory(record.kernel, record.name)
        var variant = try InstalledVariant(
            record: CanonicalJSON.document(record),
            redirects: CanonicalJSON.document(FakeHost.redirects), directory: directory)
        variant.isSigned = try InstalledVariant.read(directory, stage.host.root).isSigned
        return try stage.host.refusals(variant)
    }

    @Test(arguments: cases)
    func `a file of the host`(_ example: Case) throws {
        let stage = try Stage()
        func write(_ text: String?) throws {
            if let text {
                try stage.fake.put(example.file, text)
            } else {
                try stage.fake.remove(example.file)
            }
        }
        let record = try #require(stage.kernel.variants[1])
        #expect(try refusals(stage, record) == [])
        try write(example.wrong)
        let told = try #require(try refusals(stage, record).first)
        #expect(told.code.rawValue == example.code)
        #expect(told.hint.contains(example.hint), "\(told.hint)")
        try write(example.right)
        #expect(try refusals(stage, record) == [])
    }

    /// What `sched add --sign-key` appends ends in this line.
    private func sign(_ stage: Stage, _ record: VariantRecord) throws {
        let file = stage.host.root.path(
            InstalledLayout.directory(record.kernel, record.name)
                .appending(InstalledLayout.moduleFile(record.name)))
        try Files.write(try Files.read(file) + "~Module signature appended~\n".utf8, to: file)
    }

    @Test func `a module without a signature`() throws {
        let stage = try Stage()
        let record = try #require(stage.kernel.variants[1])
        try stage.fake.put("/sys/module/module/parameters/sig_enforce", "Y\n")
        let told = try #require(try refusals(stage, record).first)
        #expect(told.code.rawValue == "host-modules-must-be-signed")
        #expect(told.hint.contains("`sched add --sign-key KEY --sign-cert CERT`"))
        try sign(stage, record)
        #expect(try refusals(stage, record) == [])
    }

    @Test func `a feature among the parameters under lockdown`() throws {
        let stage = try Stage()
        var record = try #require(stage.kernel.variants[1])
        try sign(stage, record)
        try stage.fake.put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n")
        let told = try #require(try refusals(stage, record).first)
        #expect(told.code.rawValue == "host-setting-locked-down")
        #expect(told.hint.contains("take it out of `parameters`"))
        record.parameters = .init(schedFeatures: [])
        #expect(try refusals(stage, record) == [])
    }

    @Test func `another build of the kernel`() throws {
        let stage = try Stage()
        var record = try #require(stage.kernel.variants[1])
        record.buildID = BuildID(hex: "beef")
        let told = try #require(try refusals(stage, record).first)
        #expect(told.code.rawValue == "host-wrong-build")
        #expect(told.hint.contains("build the variant again for this kernel"))
        record.buildID = try HostChecks.read(stage.host.root).kernel.buildID
        #expect(try refusals(stage, record) == [])
    }

    /// The command of the hint is run: `echo 0 > FILE`.
    @Test func `a livepatch`() throws {
        let stage = try Stage()
        let record = try #require(stage.kernel.variants[1])
        try stage.fake.put("/sys/kernel/livepatch/fix/vmlinux/wake_up_new_task,1/x", "")
        try stage.fake.put("/sys/kernel/livepatch/fix/enabled", "1\n")
        try stage.fake.put("/sys/kernel/livepatch/fix/transition", "0\n")
        let told = try #require(try refusals(stage, record).first)
        #expect(told.code.rawValue == "host-livepatch-overlap")
        let match = try #require(told.hint.firstMatch(of: #/echo (\d) > (\S+)\)/#))
        #expect(stage.fake.exists(FilePath(String(match.2))))
        try stage.fake.put(FilePath(String(match.2)), "\(match.1)\n")
        #expect(try refusals(stage, record) == [])
    }

    @Test func `another variant that is loaded`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.throughput))
        let record = try #require(stage.kernel.variants[1])
        let told = try HostChecks.read(stage.host.root).refusals(record, FakeHost.redirects)
        #expect(told.map(\.code.rawValue) == ["host-other-variant"])
        #expect(told.first?.hint.contains("`sched switch`") == true)
        try stage.host.run(.switch(stage.latency))
        #expect(try HostChecks.read(stage.host.root).loaded?.name == stage.latency)
    }

    @Test func `a package that was altered`() async throws {
        let stage = try await HostRunTests.bareStage()
        let repository = Repository(stage.host.repositories[0])
        let listed = try #require(
            try repository.find(stage.throughput, kernel: FakeHost.release))
        let file = repository.file(listed)
        let bytes = try Files.read(file)
        try Files.write(bytes.dropLast(7), to: file)
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.throughput))
        }
        #expect(error?.diagnostics.map(\.code.rawValue) == ["host-package-altered"])
        #expect(error?.diagnostics.first?.hint?.contains("`sched add`") == true)
        try Files.write(bytes, to: file)  // As `sched add` does.
        try stage.host.run(.install(stage.throughput))
    }

    @Test func `an installed package with other content`() async throws {
        let stage = try await PackageCheckTests.otherContent()
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.throughput))
        }
        #expect(error?.diagnostics.map(\.code.rawValue) == ["host-package-mismatch"])
        #expect(error?.diagnostics.first?.hint?.contains("remove the installed one first") == true)
        try stage.host.run(.remove(stage.throughput))
        try stage.host.run(.install(stage.throughput))
    }
}
