// SPDX-License-Identifier: Apache-2.0
import BoundarySupport
import SystemPackage
import TestSupport
import Testing
@testable import Boundary
@testable import CLI
@testable import Commands
@testable import Kernel
@testable import Support

/// What `sched boundary` and `sched why` print, of a kernel that is not real.
@Suite struct BoundaryOutputTests {
    private func compare(_ name: String, _ text: String, _ value: some Encodable) throws {
        let file = "Tests/Golden/cli/\(name)"
        #expect(try GoldenFile.difference(text + "\n", from: file + ".txt") == nil)
        let json = try JSONOutput.text(value) + "\n"
        #expect(try GoldenFile.difference(json, from: file + ".json") == nil)
    }

    @Test func `boundary tells what is replaced and why`() throws {
        let kernel = SmallKernel.typical()
        let document = try BoundaryReport.Document(
            try kernel.analyse(), kernel.facts,
            of: nil, warnings: [])
        try compare("boundary", document.text, BoundaryDocument(document.boundary))
    }

    @Test(arguments: [
        ("why-interface", "tick"), ("why-inside", "pick"), ("why-kept", "schedule"),
        ("why-context-switch", "__schedule"),
        ("why-sidecar", "free_account"), ("why-outside", "clock"), ("why-shared", "limit"),
        ("why-private", "slice"),
    ])
    func `why tells of a name all that is known`(_ file: String, _ name: String) throws {
        let kernel = SmallKernel.typical()
        let answer = try WhyFunction.Answer(name, in: try kernel.analyse(), kernel.facts)
        try compare(file, answer.text, answer)
    }

    @Test(arguments: [
        ("error-why-misspelt", "tik"), ("error-why-elsewhere", "ktime_get"),
        ("error-why-unknown", "zzzzzzzzzzzzzzzz"),
    ])
    func `why tells what to ask instead`(_ file: String, _ name: String) throws {
        let kernel = SmallKernel.typical()
        let boundary = try kernel.analyse()
        let error = try #require(throws: OperationError.self) {
            try WhyFunction.Answer(name, in: boundary, kernel.facts)
        }
        let report = ErrorReport(error)
        try compare(file, report.text, report)
    }

    @Test func `diff of a manifest tells what its patches change`() throws {
        let changes = VariantChanges.sample()
        try compare("diff-manifest", changes.text, changes)
    }

    @Test(arguments: [(["diff", "latency"], false), (["diff", "latency", "stock"], true)])
    func `one name alone is nothing to compare`(_ arguments: [String], isValid: Bool) {
        let isParsed = (try? SchedCommand.parseAsRoot(arguments)) != nil
        #expect(isParsed == isValid)
    }

    @Test func `with several kernels each page gets its release's name`() {
        let one = KernelRelease("6.1.0-40-amd64")
        let other = KernelRelease("6.12.9-amd64")
        let files = { (releases: [KernelRelease], file: FilePath) in
            BoundaryCommand.files(for: releases, at: file).map(\.string)
        }
        #expect(files([one], "/tmp/b") == ["/tmp/b"])
        #expect(
            files([one, other], "/tmp/b.htm") == [
                "/tmp/b-6.1.0-40-amd64.htm", "/tmp/b-6.12.9-amd64.htm",
            ])
        #expect(files([one, other], "/tmp/b").first == "/tmp/b-6.1.0-40-amd64.html")
    }
}
