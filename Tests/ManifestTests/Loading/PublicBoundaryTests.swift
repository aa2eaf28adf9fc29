// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Support

/// Boundaries in the published format, under `boundary`.
@Suite struct PublicBoundaryTests {
    static let fixtures = GoldenCase.root.removingLastComponent().appending("public-boundary")

    /// - Parameter boundary: what stands behind `boundary:`; `line-5.10.yaml` and
    ///   `line-3.10.yaml` are beside the manifest.
    private func load(
        _ boundary: String, kernel: String = "6.1.0-56-cloud-amd64", more: String = ""
    ) throws -> Manifest {
        let directory = try Files.makeTemporaryDirectory("manifest")
        defer { try? Files.remove(directory) }
        for name in try Files.list(Self.fixtures) {
            try Files.copy(Self.fixtures.appending(name), to: directory.appending(name))
        }
        let path = directory.appending("m.yaml")
        let text = """
            name: x
            version: 1.0
            summary: S
            base: {kernel: \(kernel), from: debian}
            boundary: \(boundary)
            \(more)

            """
        try Files.write(text.utf8, to: path)
        return try ManifestLoader.load(path, recipes: GoldenCase.recipes).manifest
    }

    @Test func `a file is accepted as it stands`() throws {
        let manifest = try load("line-5.10.yaml")
        let listed = try #require(manifest.boundary.listed)
        #expect(manifest.boundary.recipe.value == "linux-6.1")
        #expect(listed.source == "line-5.10.yaml")
        #expect(listed.files.count == 12)
        #expect(listed.files.first?.value == "kernel/sched/core.c")
        #expect(listed.headers.count == 3)
        #expect(listed.interfacePrefixes.map(\.value).contains("__x64_sys_"))
        #expect(listed.interface.map(\.value).contains("scheduler_tick"))
        #expect(listed.extraPublic.map(\.value).contains("nohz"))
        #expect(listed.forcePrivate.map(\.value).contains("fair_sched_class"))
        #expect(listed.sidecars == [])
        // Where it stands in its own file.
        let text = try Files.readText(Self.fixtures.appending("line-5.10.yaml"))
        let line = text.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("- scheduler_tick") }
        #expect(listed.interface[0].location.line == line.map { $0 + 1 })
        #expect(listed.interface[0].location.file.hasSuffix("line-5.10.yaml"))
    }

    @Test func `its sidecars join the manifest's`() throws {
        let manifest = try load(
            "line-3.10.yaml",
            more: """
                sidecars: !!pairs
                  - cpuusage_write: kernel/sched/cpuacct.c
                  - kthread: kernel/kthread.c
                """)
        #expect(manifest.sidecars.map(\.value.function) == ["cpuusage_write", "kthread"])
        #expect(try load("line-3.10.yaml").sidecars.map(\.value.function) == ["cpuusage_write"])
    }

    @Test func `the mapping may stand in the manifest`() throws {
        let manifest = try load(
            """

              mod_files:
                basic:
                  sources: [kernel/sched/core.c, kernel/sched/fair.c]
                  headers: [kernel/sched/sched.h]
              function: {interface: [sched_fork, sched_fork]}
              global_var: {}
              sidecar:
            """)
        let listed = try #require(manifest.boundary.listed)
        #expect(listed.source == "the manifest")
        #expect(listed.files.map(\.value) == ["kernel/sched/core.c", "kernel/sched/fair.c"])
        #expect(listed.headers.map(\.value) == ["kernel/sched/sched.h"])
        #expect(listed.interface.map(\.value) == ["sched_fork"])
    }

    @Test func `a recipe can be named beside the file`() throws {
        let manifest = try load(
            "{extends: linux-6.12, file: line-5.10.yaml, private: {add: [a]}}", kernel: "newest")
        #expect(manifest.boundary.recipe.value == "linux-6.12")
        #expect(manifest.boundary.listed?.files.count == 12)
        #expect(manifest.boundary.private.add.map(\.value) == ["a"])
    }

    @Test(arguments: ["newest", "[6.1.0-56-cloud-amd64, 6.12.1-amd64]", "5.10.0-1-amd64"])
    func `without one line of kernels there is no recipe`(_ kernel: String) throws {
        let error = #expect(throws: DiagnosticsError.self) {
            try load("line-5.10.yaml", kernel: kernel)
        }
        #expect(error?.diagnostics.map(\.code) == [.manifestNoLine])
    }
}
