// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Manifest
@testable import Support

@Suite struct AcceptedManifests {
    private static let patch = """
        Say why.
        --- a/kernel/sched/fair.c\t2024-01-01
        +++ b/kernel/sched/fair.c
        @@ -1,2 +1,3 @@ void f(void)
         a

        +b
        \\ No newline at end of file

        """

    /// Writes `text` into a directory of its own, with a patch beside it, and loads it.
    private func load(
        _ text: String
    ) throws -> (manifest: Manifest, warnings: [Diagnostic]) {
        let directory = try Files.makeTemporaryDirectory("manifest")
        defer { try? Files.remove(directory) }
        try Files.write(Self.patch.utf8, to: directory.appending("a.patch"))
        let path = directory.appending("m.yaml")
        try Files.write(text.utf8, to: path)
        return try ManifestLoader.load(path, recipes: GoldenCase.recipes)
    }

    private static let short = """
        name: x
        version: 1.0
        summary: S
        base: {kernel: 6.1.0-56-cloud-amd64, from: debian}
        boundary: linux-6.1

        """

    @Test func `every key arrives`() throws {
        let (manifest, warnings) = try load(
            """
            name: latency-tuned
            version: 1.0~rc1
            summary: Wake-up latency before throughput
            description: |
              Two
              lines
            license: GPL-2.0-or-later
            base: {kernel: [6.1.0-56-cloud-amd64, 6.1.0-57-cloud-amd64], from: tree}
            boundary:
              extends: linux-6.12
              files: {add: [kernel/sched/cpuacct.c], remove: [kernel/sched/debug.c]}
              interface: {add: [yield]}
              shared: {remove: [runqueues]}
              private: {add: [sched_debug_verbose]}
            patches: [a.patch]
            sidecars: !!pairs
              - cpuusage_write: kernel/sched/cpuacct.c
              - cpuacct_css_free: kernel/sched/cpuacct.c
            private: [sysctl_sched_features]
            parameters:
              sched_features: [NO_WAKEUP_PREEMPTION]
              sysctl: {kernel.sched_rt_runtime_us: 950_000}

            """)
        #expect(warnings == [])
        #expect(manifest.name.value.packageName == "scheduler-latency-tuned")
        #expect(manifest.version.value == "1.0~rc1")
        #expect(manifest.description == "Two\nlines\n")
        #expect(manifest.license == "GPL-2.0-or-later")
        #expect(
            manifest.base.kernels.map(\.value) == ["6.1.0-56-cloud-amd64", "6.1.0-57-cloud-amd64"])
        #expect(manifest.base.source.value == .tree)
        #expect(manifest.boundary.recipe.value == "linux-6.12")
        #expect(manifest.boundary.files.add.map(\.value) == ["kernel/sched/cpuacct.c"])
        #expect(manifest.boundary.files.remove.map(\.value) == ["kernel/sched/debug.c"])
        #expect(manifest.boundary.interface.add.map(\.value) == ["yield"])
        #expect(manifest.boundary.shared.remove.map(\.value) == ["runqueues"])
        #expect(manifest.boundary.private.add.map(\.value) == ["sched_debug_verbose"])
        #expect(manifest.patches.map(\.name) == ["a.patch"])
        #expect(manifest.patches.allSatisfy { $0.path.hasPrefix("/") })
        #expect(manifest.sidecars.map(\.value.function) == ["cpuusage_write", "cpuacct_css_free"])
        #expect(manifest.sidecars.map(\.location.line) == [17, 18])
        #expect(manifest.privateVariables.map(\.value) == ["sysctl_sched_features"])
        #expect(manifest.parameters.schedFeatures.map(\.value) == ["NO_WAKEUP_PREEMPTION"])
        #expect(
            manifest.parameters.sysctl.map(\.value)
                == [.init(name: "kernel.sched_rt_runtime_us", value: "950_000")])
    }

    @Test func `a version keeps its zeros and the license is GPL-2.0-only`() throws {
        let manifest = try load(Self.short + "patches: [a.patch]\n").manifest
        #expect(manifest.version.value == "1.0")
        #expect(manifest.version.location.column == 10)
        #expect(manifest.license == "GPL-2.0-only")
    }

    @Test(arguments: ["\"6.1.0-*-cloud-amd64\"", "6.1.*", "newest", "[6.1.0-56-cloud-amd64]"])
    func `a kernel may be a pattern, newest or a list`(_ kernel: String) throws {
        let text = Self.short.split(separator: "6.1.0-56-cloud-amd64").joined(separator: kernel)
        let kernels = try load(text).manifest.base.kernels
        #expect(kernels.map(\.value) == [String(kernel.filter { !"\"[]".contains($0) })])
    }

    @Test func `a variant that changes nothing is a warning`() throws {
        let warnings = try load(Self.short).warnings
        #expect(warnings.map(\.code) == [.manifestNoChange])
        #expect(warnings.map(\.severity) == [.warning])
    }

    @Test func `a manifest of 100 MB is refused by its size`() throws {
        let directory = try Files.makeTemporaryDirectory("manifest")
        defer { try? Files.remove(directory) }
        let path = directory.appending("m.yaml")
        let descriptor = try FileDescriptor.open(
            path, .writeOnly, options: .create, permissions: .ownerReadWrite)
        try descriptor.resize(to: 100_000_000)
        try descriptor.close()
        let error = #expect(throws: DiagnosticsError.self) {
            try ManifestLoader.load(path, recipes: GoldenCase.recipes)
        }
        #expect(error?.diagnostics.map(\.code) == [.yamlTooLarge])
    }
}

@Suite struct ReadyVariants {
    private static let root = GoldenCase.root.removingLastComponent().removingLastComponent()
        .removingLastComponent()
    private static let directory = root.appending("manifests")
    private static let recipes = root.appending("recipes")

    @Test(arguments: ["latency-tuned", "throughput", "cpuacct-metrics"])
    func `a ready variant is accepted without a warning`(_ name: String) throws {
        let path = Self.directory.appending(name + ".yaml")
        let (manifest, warnings) = try ManifestLoader.load(path, recipes: Self.recipes)
        #expect(warnings == [])
        #expect(manifest.name.value.rawValue == name)
        #expect(!manifest.patches.isEmpty)
    }

    /// A patch to features.h changes the layout of what is made from it, so a
    /// variant that shares these variables would write beyond vmlinux's.
    @Test(arguments: ["latency-tuned", "throughput", "cpuacct-metrics"])
    func `who changes features owns the feature variables`(_ name: String) throws {
        let path = Self.directory.appending(name + ".yaml")
        let manifest = try ManifestLoader.load(path, recipes: Self.recipes).manifest
        let changesFeatures = manifest.patches.contains {
            $0.paths.contains("kernel/sched/features.h")
        }
        let owned = Set(manifest.privateVariables.map(\.value))
        let needed: Set = ["sysctl_sched_features", "sched_feat_keys", "sched_feat_names"]
        #expect(owned == (changesFeatures ? needed : []))
    }
}
