// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Testing
@testable import CLI

/// Commands that end before they have done anything.
@Suite struct ErrorSessionTests {
    @Test func `anywhere`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let session = Session(try Stage())
            await session.run(
                "--version", "explain [yaml-tab]", "explain yaml-tap", "explain yaml-tap --json",
                "swich throughput", "swich --json", "nonsense", "switch --json",
                "history --limit none",
                "try quick --run true --script file")
            session.end()
        }
        try Session.expect(result, "anywhere")
    }

    @Test func `on a build host`() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            let stage = try Stage()
            let session = Session(stage)
            let root = stage.fake.root.directory
            try stage.fake.put("/m/tab.yaml", "name: tab\n\tversion: 1\n")
            try stage.fake.put("/m/short.yaml", "name: short\nversion: 1.0.0\nbase:\n  kernl: a\n")
            await session.run(
                "add \(root)/m/none.yaml", "add \(root)/m/tab.yaml --dry-run",
                "add \(root)/m/tab.yaml --json", "add \(root)/m/short.yaml",
                "boundary \(root)/m/short.yaml", "why tick --variant \(root)/m/none.yaml",
                "develop \(root)/m/short.yaml \(root)/m", "develop --build \(root)/none",
                "develop --save \(root)/m --dry-run", "try quick --repo \(root)/none",
                "try Quick", "add \(root)/m/short.yaml --data \(root)/none")
            session.end()
        }
        try Session.expect(result, "build-host")
    }
}
