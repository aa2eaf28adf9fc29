// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import HostSupport
import Glibc
import TestSupport
import Testing
@testable import Boundary
@testable import CLI
@testable import Commands
@testable import Host
@testable import Support

/// What each command prints of its result, as text and with `--json`.
///
/// `Tests/Golden/cli/NAME.json` is both sides of the JSON: the value is read from it,
/// and written again it is the same. `NAME.txt` is the text of that value.
@Suite struct OutputTests {
    private func compare<Value: Codable>(
        _ name: String, _ type: Value.Type, _ text: (Value) -> String
    ) throws {
        let file = "Tests/Golden/cli/\(name)"
        let value = try JSONDecoder().decode(
            type, from: Data(try Checkout.text(file + ".json").utf8))
        let json = try JSONOutput.text(value) + "\n"
        #expect(try GoldenFile.difference(json, from: file + ".json") == nil)
        #expect(try GoldenFile.difference(text(value) + "\n", from: file + ".txt") == nil)
    }

    @Test func `add tells of each package whether it is new`() throws {
        try compare("add", AddVariant.Outcome.self) {
            $0.text + "\n" + $0.warnings.map(\.description).joined(separator: "\n")
        }
    }

    @Test func `develop tells where the tree is`() throws {
        try compare("develop-create", DevelopVariant.Created.self, \.text)
    }

    @Test func `develop --build tells what is edited`() throws {
        try compare("develop-build", DevelopVariant.Built.self, \.text)
    }

    @Test(arguments: ["develop-save", "develop-save-dry-run", "develop-save-nothing"])
    func `develop --save tells what it wrote`(_ name: String) throws {
        try compare(name, DevelopVariant.Saved.self, \.summary)
    }

    @Test func `try gives back what the guest printed`() throws {
        try compare("try", TryVariant.Outcome.self) {
            $0.output + $0.errorOutput + ($0.explanation ?? "")
        }
    }

    @Test(arguments: ["status", "status-busy", "status-stock"])
    func `status tells which scheduler runs`(_ name: String) throws {
        try compare(name, HostReports.Status.self, \.text)
    }

    @Test(arguments: ["list", "list-empty"])
    func `list has a row for each variant`(_ name: String) throws {
        try compare(name, HostReports.Listing.self, \.text)
    }

    @Test func `history has a row for each record`() throws {
        try compare("history", HistoryDocument.self, \.text)
    }

    @Test func `verify prints a digest`() throws {
        try compare("verify", KernelText.self) { "\($0.digest)  \($0.bytes) bytes of kernel text" }
    }

    @Test func `info has a paragraph for each kernel`() throws {
        try compare("info", [VariantProfile].self) { $0.map(\.text).joined(separator: "\n\n") }
    }

    @Test func `diff has both sides`() throws {
        try compare("diff", VariantDifference.self, \.text)
    }
}

/// What commands print that is no result: plans and errors.
@Suite struct PlanAndErrorTests {
    private func compare(_ name: String, _ text: String, _ value: some Encodable) throws {
        let file = "Tests/Golden/cli/\(name)"
        #expect(try GoldenFile.difference(text + "\n", from: file + ".txt") == nil)
        let json = try JSONOutput.text(value) + "\n"
        #expect(try GoldenFile.difference(json, from: file + ".json") == nil)
    }

    /// What `sched switch --dry-run` prints on a host.
    @Test func `a dry run lists its steps`() throws {
        let stage = try Stage()
        try stage.host.run(.switch(stage.latency))
        let plan = try stage.host.plan(.switch(stage.throughput))
        try compare("plan", PlanOutput(plan).text, plan)
        let nothing = try stage.host.plan(.switch(stage.latency))
        try compare("plan-nothing", PlanOutput(nothing).text, nothing)
    }

    @Test func `output that cannot be written is an error`() async {
        let result = await #expect(
            processExitsWith: .exitCode(1), observing: [\.standardErrorContent]
        ) {
            dup2(open("/dev/full", O_WRONLY), 1)
            await SchedCommand.run(["explain", "yaml-tab"])
        }
        let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) }
        // The tests' own standard output has no buffer: which write failed is not known.
        #expect(text?.contains("error: standard output cannot be written: a write failed") == true)
    }

    @Test func `an explanation has all that the catalogue has`() throws {
        let explanation = try Explanation(of: "struct-hole-used")
        try compare("explain", explanation.text, explanation)
    }

    static let errors: [(String, any Error & Sendable)] = [
        (
            "error-diagnostics",
            DiagnosticsError([
                Diagnostic(
                    .yamlTab, at: SourceLocation(file: "a.yaml", line: 2, column: 1), "a tab"),
                Diagnostic(.manifestLongSummary, at: SourceLocation(file: "a.yaml"), "long"),
            ])
        ),
        (
            "error-unknown-variant",
            OperationError.unknownVariant(
                VariantName("quick")!, available: ["latency-tuned"], repositories: ["/srv/repo"])
        ),
        (
            "error-refused",
            HostError.refused(
                VariantName("latency-tuned")!,
                [.switchedOff, .kprobe(function: "wake_up_process", offset: 7)])
        ),
        (
            "error-busy",
            HostError.busy(
                .load, module: "scheduler_latency_tuned", waited: .seconds(10), tries: 12,
                blocker: "kworker/0:1 (17) in schedule")
        ),
        (
            "error-half-done",
            HostError.halfDone(
                cause: HostError.nothingLoaded, obstacle: HostError.nothingLoaded,
                now: "the kernel's own scheduler runs")
        ),
        ("error-unknown-code", UnknownCode(name: "yaml-tap", near: ["yaml-tab"])),
        ("error-interrupted", Interruption(signal: 2)),
    ]

    @Test(arguments: errors.map(\.0))
    func `an error tells its reason, hint and status`(_ name: String) throws {
        let error = try #require(Self.errors.first { $0.0 == name }?.1)
        let report = ErrorReport(error)
        try compare(name, report.text, report)
    }
}

/// Command lines that are wrong in themselves.
@Suite struct UsageTests {
    static let lines = [
        "add", "add --locket a.yaml", "boundary", "why", "develop", "develop a.yaml",
        "develop --build --save tree", "develop --dry-run tree", "develop --build a b",
        "develop --save tree --run x", "develop --build tree --kernel 6.1",
        "develop --try tree --cpus 0", "try", "try a --run x --script y", "try a --timeout 0",
        "install", "switch", "rollback x", "remove", "status x", "list x", "history --limit x",
        "info", "diff a", "verify x", "explain a b",
    ]

    @Test func `a wrong command line is told with the right usage`() throws {
        var text = ""
        for line in Self.lines {
            let arguments = line.split(separator: " ").map(String.init)
            let error = #expect(throws: (any Error).self, "\(line)") {
                try SchedCommand.parseAsRoot(arguments)
            }
            guard let error else { continue }
            #expect(SchedCommand.exitCode(for: error).rawValue == ExitStatus.usage.rawValue)
            text += "$ sched \(line)\n\(SchedCommand.fullMessage(for: error, columns: 88))\n\n"
        }
        #expect(try GoldenFile.difference(text, from: "Tests/Golden/cli/usage.txt") == nil)
    }

    @Test func `a wrong command line has a document, too`() throws {
        let error = try #require(throws: (any Error).self) {
            try SchedCommand.parseAsRoot(["switch", "--json"])
        }
        let report = ErrorReport(usage: SchedCommand.message(for: error))
        let json = try JSONOutput.text(report) + "\n"
        #expect(try GoldenFile.difference(json, from: "Tests/Golden/cli/error-usage.json") == nil)
    }
}
