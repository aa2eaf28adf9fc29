// SPDX-License-Identifier: Apache-2.0
@preconcurrency import Glibc
import HostSupport
import Support
import TestSupport
import Testing
@testable import CLI
@testable import Host

/// Command lines, one after another on a host that is not real, and all that a
/// terminal shows of them. It takes over the process's output: for exit tests only.
struct Session {
    var stage: Stage

    /// Ends the first line, which says where the fake host lies; begins the last.
    private static let (begin, end) = (" is the host\n", "the end")

    init(_ stage: Stage) {
        self.stage = stage
        dup2(1, 2)
        setvbuf(stdout, nil, _IOLBF, 0)
        Terminal.write("\(stage.fake.root.directory)\(Self.begin)")
    }

    /// Runs `sched` with each line's words; a status that is not 0 is printed.
    func run(_ lines: String...) async {
        for line in lines {
            Terminal.write("$ sched \(line)\n")
            let words = line.split(separator: " ").map(String.init)
            let status = await HostOptions.$machine.withValue(stage.host) {
                await SchedCommand.status(of: words)
            }
            fflush(stdout)
            if status != 0 { Terminal.write("[status \(status)]\n") }
            Terminal.write("\n")
        }
    }

    /// Testing writes more to the same stream.
    func end() { Terminal.write(Self.end) }

    /// What was done to the host between two lines, as a comment.
    func note(_ text: String) { Terminal.write("# \(text)\n") }

    /// Compares the transcript with `Tests/Golden/cli/session-NAME.txt`. Places of the
    /// fake host and digests of its packages are other ones in each run.
    static func expect(
        _ result: ExitTest.Result?, _ name: String,
        _ location: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let output = try #require(result, sourceLocation: location).standardOutputContent
        let text = String(decoding: output, as: UTF8.self)
        let begin = try #require(text.firstRange(of: begin), sourceLocation: location)
        let end = try #require(text.firstRange(of: end), sourceLocation: location)
        let transcript = String(text[begin.upperBound..<end.lowerBound])
            .replacing(String(text[..<begin.lowerBound]), with: "")
            .replacing(#/\b[0-9a-f]{64}\b/#, with: "<sha256>")
            .replacing(#//packages/[0-9a-f]{16}//#, with: "/packages/<digest>/")
        let difference = try GoldenFile.difference(
            transcript, from: "Tests/Golden/cli/session-\(name).txt")
        #expect(difference == nil, sourceLocation: location)
    }
}
