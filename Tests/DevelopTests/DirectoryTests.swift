// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Develop
@testable import Kernel
@testable import Manifest
@testable import Support

/// The directory on disk, made of a kernel of three files.
@Suite struct DevelopDirectoryTests {
    /// Removed with everything in it when the test is over.
    private final class Place {
        let root: FilePath
        var kernel: FilePath { root.appending("source") }
        var patched: FilePath { root.appending("patched") }
        var directory: FilePath { root.appending("directory") }
        var layout: DevelopLayout { DevelopLayout(directory) }

        init() throws {
            root = try Files.makeTemporaryDirectory("develop")
            for (path, text) in [
                ("kernel/sched/core.c", "int core;\nvoid tick(void)\n{\n}\n"),
                ("kernel/sched/sched.h", "extern int core;\n"),
                ("kernel/kthread.c", "int k;\n"),
            ] {
                try write(text, to: kernel.appending(FilePath(path).components))
                try write(text, to: patched.appending(FilePath(path).components))
            }
            try write(
                "int core = 1;\nvoid tick(void)\n{\n}\n",
                to: patched.appending("kernel").appending("sched").appending("core.c"))
        }

        deinit { try? Files.remove(root) }

        func write(_ text: String, to file: FilePath) throws {
            try Files.createDirectory(file.removingLastComponent())
            try Files.replace(file, with: Array(text.utf8))
        }

        func file(_ path: String) -> FilePath { directory.appending(FilePath(path).components) }

        var making: DevelopCreation {
            let tick = Boundary.Function(
                name: "tick", symbol: "tick", file: "kernel/sched/core.c", line: 2,
                unit: "kernel/sched/core.c", class: .interface,
                reasons: [.referrer(.init(kind: .call, source: "f"))],
                address: 1, size: 1, sympos: 0, siteOffset: 5)
            return DevelopCreation(
                layout: layout,
                tree: KernelTree(
                    release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00"),
                    directory: KernelDirectory(root), compiler: "gcc", compilerVersion: "gcc",
                    compileCommands: [:]),
                boundary: Boundary(
                    kernel: .init(release: KernelRelease("6.1.0"), buildID: BuildID(hex: "00")),
                    files: ["kernel/sched/core.c"], functions: [tick], redirects: ["tick"],
                    kept: [], variables: [],
                    schedulePoints: .init(
                        entry: 1, contextSwitch: 2, exit: 3, usesFramePointer: true, frameSize: 8)),
                patched: patched, furtherFiles: ["kernel/kthread.c"],
                prefixHeader: kernel.appending("prefix.h"))
        }

        var state: DevelopState {
            DevelopState(
                manifest: "/m.yaml", variant: VariantName("x")!, kernel: KernelRelease("6.1.0"),
                sourceVersion: "1", files: [:], patches: [:])
        }

        func make() throws {
            try making.finish(try making.make(from: state), boundary: Array("{}\n".utf8))
        }
    }

    @Test func `files stand in their places, with comments, patched`() throws {
        let place = try Place()
        try place.make()
        let core = try Files.readText(place.file("kernel/sched/mod/core.c"))
        #expect(core.hasPrefix("int core = 1;\n/* sched: interface, signature fixed (called"))
        #expect(Files.exists(place.file("kernel/sched/mod/sched.h")))
        #expect(Files.exists(place.file("kernel/kthread.c")))
        for file in [
            place.layout.boundary, place.layout.readme, place.layout.compileCommands,
            place.layout.state,
        ] { #expect(Files.exists(file), "\(file)") }
        #expect(!Files.exists(place.layout.making))
        let directory = try DevelopDirectory(place.directory)
        #expect(directory.state.unsaved(DevelopDirectory.digests(try directory.sources())) == [])
        let stock = directory.pristine("kernel/sched/core.c").map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(stock?.hasPrefix("int core;") == true)
    }

    @Test func `a diff is from the kernel's own text and has no comments`() async throws {
        let place = try Place()
        try place.make()
        let directory = try DevelopDirectory(place.directory)
        let sources = try directory.completeSources()
        let core = try #require(sources["kernel/sched/core.c"])
        let diff = try #require(try await directory.diff("kernel/sched/core.c", to: core.bytes))
        #expect(diff.contains("-int core;\n+int core = 1;\n"))
        #expect(!diff.contains("sched: interface"))
        let header = try #require(sources["kernel/sched/sched.h"])
        #expect(try await directory.diff("kernel/sched/sched.h", to: header.bytes) == nil)
    }

    @Test(arguments: ["kernel/sched/mod/core.c", "kernel/kthread.c", "kernel/sched/mod/new.h"])
    func `a tree with an edit is not made anew`(path: String) throws {
        let place = try Place()
        try place.make()
        try DevelopDirectory.requireReplaceable(place.directory)
        try place.write("int edited;\n", to: place.file(path))
        let error = #expect(throws: DevelopError.self) {
            try DevelopDirectory.requireReplaceable(place.directory)
        }
        #expect(error == .unsaved(place.directory, files: [DevelopLayout.kernelPath(of: path)]))
    }

    @Test func `a deleted file is an edit, and no build`() throws {
        let place = try Place()
        try place.make()
        try Files.remove(place.file("kernel/kthread.c"))
        #expect(throws: DevelopError.unsaved(place.directory, files: ["kernel/kthread.c"])) {
            try DevelopDirectory.requireReplaceable(place.directory)
        }
        #expect(throws: DevelopError.missing(place.directory, files: ["kernel/kthread.c"])) {
            try DevelopDirectory(place.directory).completeSources()
        }
    }

    @Test func `a directory of somebody else is left alone`() throws {
        let place = try Place()
        try place.write("mine\n", to: place.file("notes.txt"))
        #expect(throws: DevelopError.occupied(place.directory)) {
            try DevelopDirectory.requireReplaceable(place.directory)
        }
        #expect(throws: DevelopError.notATree(place.directory)) {
            try DevelopDirectory(place.directory)
        }
    }

    @Test func `only the lock was there yet`() throws {
        let place = try Place()
        try place.write("1\n", to: place.layout.busy)
        try DevelopDirectory.requireReplaceable(place.directory)
        try place.make()
    }
}

extension DevelopDirectoryTests {
    /// How far a making came when it was killed.
    enum Stop: String, CaseIterable, Sendable {
        /// The note is there, and an earlier tree yet.
        case noted
        /// The earlier tree is half gone.
        case cleared
        /// Some of the files are written.
        case halfWritten
        /// All but the state.
        case withoutState
    }

    private func interrupt(_ place: Place, at stop: Stop) throws {
        try place.make()
        let state = try DevelopDirectory(place.directory).state
        // The next making has another core.c.
        try place.write(
            "int core = 2;\nvoid tick(void)\n{\n}\n",
            to: place.patched.appending("kernel").appending("sched").appending("core.c"))
        _ = try place.making.make(from: place.state)
        #expect(Files.exists(place.layout.making))
        switch stop {
        case .noted, .cleared:
            try DevelopDirectory.store(state, at: place.layout.state)
            try place.write(
                "int core = 1;\nvoid tick(void)\n{\n}\n", to: place.file("kernel/sched/mod/core.c"))
            if stop == .cleared { try Files.remove(place.file("kernel/kthread.c")) }
        case .halfWritten: try Files.remove(place.file("kernel/sched/mod/sched.h"))
        case .withoutState: break
        }
    }

    @Test(arguments: Stop.allCases)
    func `an interrupted making is told and goes on`(_ stop: Stop) throws {
        let place = try Place()
        try interrupt(place, at: stop)
        #expect(throws: DevelopError.interrupted(place.directory)) {
            try DevelopDirectory(place.directory)
        }
        try DevelopDirectory.requireReplaceable(place.directory)
        try place.make()
        let directory = try DevelopDirectory(place.directory)
        #expect(directory.state.unsaved(DevelopDirectory.digests(try directory.sources())) == [])
        let core = try Files.readText(place.file("kernel/sched/mod/core.c"))
        #expect(core.hasPrefix("int core = 2;"))
    }

    @Test(arguments: Stop.allCases)
    func `an edit in an interrupted making is not lost`(_ stop: Stop) throws {
        let place = try Place()
        try interrupt(place, at: stop)
        try place.write("int edited;\n", to: place.file("kernel/sched/mod/core.c"))
        #expect(throws: DevelopError.unsaved(place.directory, files: ["kernel/sched/core.c"])) {
            try DevelopDirectory.requireReplaceable(place.directory)
        }
    }
}
