// SPDX-License-Identifier: Apache-2.0
import HostSupport
import Support
import SystemPackage
import Testing
@testable import Host

/// Which repositories a host has, and what is said of those that are none.
@Suite struct RepositoryListTests {
    @Test func `the host's list names directories`() throws {
        let stage = try Stage()
        #expect(stage.host.configuredRepositories.isEmpty)
        try stage.fake.put(
            "/etc/sched/repositories", "# ours\n/srv/repo\n\n  /srv/with space # tests\n")
        #expect(stage.host.configuredRepositories == ["/srv/repo", "/srv/with space"])
    }

    @Test func `a directory that is no repository is named, also beside one that is`()
        async throws
    {
        var stage = try await HostRunTests.bareStage()
        stage.host.repositories.append("/nowhere")
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.latency))
        }
        #expect(error?.description == "there is no repository in /nowhere")
    }

    @Test func `an address is no directory`() async throws {
        var stage = try await HostRunTests.bareStage()
        try stage.host.run(.install(stage.latency))
        let good = stage.host.repositories[0].string
        stage.host.setRepositories(["file://\(good)"]) { FilePath($0) }
        #expect(stage.host.repositories.map(\.string) == [good])
        #expect(try stage.host.plan(.install(stage.throughput)).steps.count > 1)
        stage.host.setRepositories([good, "https://example.org/repo"]) { FilePath($0) }
        let error = #expect(throws: HostError.self) {
            try stage.host.plan(.install(stage.throughput))
        }
        guard case .remoteRepository("https://example.org/repo")? = error else {
            Issue.record("unexpected: \(String(describing: error))")
            return
        }
        // Going to stock needs no repository.
        #expect(try stage.host.run(.stock).after == .stock)
    }

    @Test func `of one version the first repository's is taken`() async throws {
        var stage = try Stage(variants: [
            1: FakeHost.record("throughput", content: "first"),
            2: FakeHost.record("throughput", content: "second"),
        ])
        try stage.fake.remove("/usr")
        for order in [[UInt8(1), 2], [2, 1]] {
            var repositories: [FilePath] = []
            for marker in order {
                repositories.append(
                    try await stage.publish(
                        stage.kernel.variants.filter { $0.key == marker }, as: "r\(marker)"))
            }
            stage.host.repositories = repositories
            let wanted = stage.kernel.variants[order[0]]?.content
            #expect(
                try stage.host.plan(.install(stage.throughput)).after
                    == .variant(stage.throughput, version: "1.0.0", content: wanted))
        }
    }
}
