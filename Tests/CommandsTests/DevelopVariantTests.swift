// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Develop
@testable import Kernel
@testable import Manifest
@testable import Support

/// Saving of an editable tree, made of a kernel of one file: `fair.c` is `a`, which
/// the manifest's `one.patch` makes `b`.
@Suite struct DevelopVariantTests {
    private struct Desk {
        let place: AddFixture
        let develop: DevelopVariant
        var tree: FilePath { place.root.appending("tree") }
        var fair: FilePath { tree.appending("kernel/sched/mod/fair.c") }
        var saved: FilePath { place.root.appending("patches/sample-fair.c.patch") }

        init() throws {
            place = try AddFixture()
            develop = DevelopVariant(context: place.context, mode: .offline)
            try write("a\n", to: place.root.appending("source/kernel/sched/fair.c"))
            try write("b\n", to: place.root.appending("patched/kernel/sched/fair.c"))
            let layout = DevelopLayout(tree)
            let (manifest, _) = try ManifestLoader.load(
                place.manifest, recipes: place.context.dataRoot.appending("recipes"))
            let kernel = Boundary.Kernel(release: AddFixture.release, buildID: BuildID(hex: "00"))
            let making = DevelopCreation(
                layout: layout,
                tree: KernelTree(
                    release: AddFixture.release, buildID: BuildID(hex: "00"),
                    directory: KernelDirectory(place.root), compiler: "gcc",
                    compilerVersion: "gcc", compileCommands: [:]),
                boundary: Boundary(
                    kernel: kernel, files: ["kernel/sched/fair.c"], functions: [], redirects: [],
                    kept: [], variables: [],
                    schedulePoints: .init(
                        entry: 1, contextSwitch: 2, exit: 3, usesFramePointer: true, frameSize: 8)),
                patched: place.root.appending("patched"), furtherFiles: [],
                prefixHeader: "/prefix.h")
            let state = try making.make(
                from: DevelopState(
                    manifest: place.manifest.string, variant: VariantName("sample")!,
                    kernel: AddFixture.release, sourceVersion: "6.1.153-1", files: [:],
                    patches: Patch.digests(manifest.patches)))
            try making.finish(state, boundary: Array("{}\n".utf8))
        }

        func write(_ text: String, to file: FilePath) throws {
            try Files.createDirectory(file.removingLastComponent())
            try Files.write(text.utf8, to: file)
        }

        func patches() throws -> [String] {
            try ManifestLoader.load(
                place.manifest, recipes: place.context.dataRoot.appending("recipes")
            ).0.patches.map(\.name)
        }
    }

    @Test func `a tree without edits has nothing to save`() async throws {
        let desk = try Desk()
        #expect(try await desk.develop.save(desk.tree).isEmpty)
        #expect(try desk.patches() == ["one.patch"])
    }

    @Test func `an edit becomes the patch of its file`() async throws {
        let desk = try Desk()
        try desk.write("c\n", to: desk.fair)
        let before = try Files.read(desk.place.manifest)
        let planned = try await desk.develop.save(desk.tree, dryRun: true)
        #expect(planned.patches.map(\.file) == ["kernel/sched/fair.c"])
        #expect(planned.unlisted == ["one.patch"] && planned.removed == [])
        #expect(planned.patches.first?.text.hasSuffix("@@ -1 +1 @@\n-a\n+c\n") == true)
        #expect(try Files.read(desk.place.manifest) == before && !Files.exists(desk.saved))

        let saved = try await desk.develop.save(desk.tree)
        #expect(try Files.readText(desk.saved) == planned.patches.first?.text)
        #expect(saved.manifestChanges && !saved.isDryRun)
        #expect(try desk.patches() == ["patches/sample-fair.c.patch"])
        #expect(Files.exists(desk.place.root.appending("one.patch")), "its file stays")
        #expect(try await desk.develop.save(desk.tree).isEmpty)
    }

    @Test func `an edit that is taken back takes its saved patch with it`() async throws {
        let desk = try Desk()
        try desk.write("c\n", to: desk.fair)
        _ = try await desk.develop.save(desk.tree)
        try desk.write("a\n", to: desk.fair)
        let saved = try await desk.develop.save(desk.tree)
        #expect(saved.removed == ["patches/sample-fair.c.patch"] && saved.patches.isEmpty)
        #expect(!Files.exists(desk.saved))
        #expect(try desk.patches() == [])
    }

    @Test func `a patch that somebody changed meanwhile is not overwritten`() async throws {
        let desk = try Desk()
        try desk.write("c\n", to: desk.fair)
        let text = AddFixture.patch.replacing("+b", with: "+d")
        try desk.write(text, to: desk.place.root.appending("one.patch"))
        await #expect(
            throws: DevelopError.manifestMoved(
                desk.place.manifest.string, patches: ["one.patch"])
        ) { _ = try await desk.develop.save(desk.tree) }
        #expect(!Files.exists(desk.saved))
    }

    @Test func `a file in the place of a new patch is not overwritten`() async throws {
        let desk = try Desk()
        try desk.write("c\n", to: desk.fair)
        try desk.write("mine\n", to: desk.saved)
        await #expect(throws: DevelopError.patchInTheWay(desk.saved)) {
            _ = try await desk.develop.save(desk.tree)
        }
        #expect(try Files.readText(desk.saved) == "mine\n")
        #expect(try desk.patches() == ["one.patch"])
    }

    @Test func `a tree is made for a kernel of the manifest, in a free directory`() async throws {
        let place = try AddFixture()
        let develop = DevelopVariant(context: place.context, mode: .offline)
        let other = KernelRelease("6.12.0")
        let tree = place.root.appending("tree")
        await #expect(
            throws: DevelopError.otherKernel(
                other, manifest: place.manifest.string, offered: [AddFixture.release])
        ) { _ = try await develop.create(place.manifest, in: tree, kernel: other) }
        #expect(!Files.exists(tree))
        await #expect(throws: DevelopError.occupied(place.root)) {
            _ = try await develop.create(place.manifest, in: place.root)
        }
        await #expect(throws: DevelopError.notATree(tree)) {
            _ = try await develop.build(tree)
        }
    }
}
