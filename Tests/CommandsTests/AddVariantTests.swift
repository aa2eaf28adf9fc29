// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Boundary
@testable import Commands
@testable import Contract
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

@Suite struct AddVariantTests {
    private func files(below path: FilePath) throws -> [String] {
        try Files.walk(path).map(\.description).sorted()
    }

    @Test func `a dry run lists what would be done and writes nothing`() async throws {
        let place = try AddFixture()
        let before = try files(below: place.root)
        let (title, steps) = try await place.add().plan(place.manifest)
        #expect(title == "add sample 1.0.0")
        let directory = KernelCache(place.context.cache).directory(of: place.kernel)
        #expect(
            steps == [
                "write \(place.lockFile)",
                "unpack and prepare \(AddFixture.release) in \(directory.path)",
                "apply 1 patches, compile, check and link the module for \(AddFixture.release)",
                "package it and publish to \(place.context.repository)",
            ])
        #expect(try files(below: place.root) == before)
    }

    @Test func `a lock that fits is not written again`() async throws {
        let place = try AddFixture()
        _ = try await place.storeResolvedLock()
        let (_, steps) = try await place.add().plan(place.manifest)
        #expect(!steps.contains { $0.hasPrefix("write ") })
        let (_, locked) = try await place.add(.lockedOffline).plan(place.manifest)
        #expect(locked == steps)
    }

    @Test func `a lock that may not change must fit`() async throws {
        let place = try AddFixture()
        let error = await #expect(throws: DiagnosticsError.self) {
            _ = try await place.add(.lockedOffline).plan(place.manifest)
        }
        #expect(Set(error?.diagnostics.map(\.code) ?? []) == [.lockOutdated])
    }

    @Test func `what is not in the cache is refused where nothing may be fetched`() async throws {
        let place = try AddFixture(caches: false)
        for mode in [LockMode.offline, .lockedOffline] {
            let error = await #expect(throws: DiagnosticsError.self) {
                _ = try await place.add(mode).plan(place.manifest)
            }
            #expect(error?.diagnostics.map(\.code) == [.kernelNotCached])
        }
    }

    @Test func `an unchanged manifest builds nothing`() async throws {
        let place = try AddFixture()
        let package = try await place.recordBuild()
        var add = place.add()
        #expect(try await add.plan(place.manifest).steps == [])
        let before = try Files.read(place.lockFile)
        let outcome = try await add.run(place.manifest)
        #expect(outcome.packages.map(\.wasBuilt) == [false])
        #expect(outcome.packages.map(\.nevra) == [package.nevra])
        #expect(try Files.read(place.lockFile) == before)
        add.force = true
        #expect(try await add.plan(place.manifest).steps.count == 3)
    }

    @Test func `a package that the repository lost is built again`() async throws {
        let place = try AddFixture()
        _ = try await place.recordBuild()
        try Files.remove(place.context.repository)
        #expect(try await place.add().plan(place.manifest).steps.count == 3)
    }

    /// As after a clean-up of files, or a bad disk.
    @Test(arguments: ["listed, but not there", "bytes instead of", "SHA-256"])
    func `a published file that is not the one listed is built again`(
        _ told: String
    ) async throws {
        let place = try AddFixture()
        _ = try await place.recordBuild()
        #expect(try await place.add().plan(place.manifest).steps == [])
        switch told {
        case "SHA-256": try Files.write("PACKAGE".utf8, to: place.published)
        case "bytes instead of": try Files.write("pack".utf8, to: place.published)
        default: try Files.remove(place.published)
        }
        let steps = try await place.add().plan(place.manifest).steps
        #expect(steps.count == 4)
        #expect(steps[0].hasPrefix("build again what the repository lost: packages/sample.rpm: "))
        #expect(steps[0].contains(told))
    }

    @Test func `another patch is another build`() async throws {
        let place = try AddFixture()
        _ = try await place.recordBuild()
        let text = AddFixture.patch.replacing("+b", with: "+c")
        try Files.write(Array(text.utf8), to: place.root.appending("one.patch"))
        #expect(try await place.add().plan(place.manifest).steps.count == 4)
    }

    @Test func `another spec template is another build`() async throws {
        let place = try AddFixture(copiesRecipes: true)
        _ = try await place.recordBuild()
        #expect(try await place.add().plan(place.manifest).steps == [])
        let template = place.context.dataRoot.appending(VariantPackager.templatePath.components)
        try Files.write(Files.read(template) + Array("\n# edited\n".utf8), to: template)
        #expect(try await place.add().plan(place.manifest).steps.count == 3)
    }
}

/// What is built is what was read: an edit in the meantime shows in the next run.
@Suite struct InputFilesTests {
    @Test func `a recipe that is edited while it is resolved keeps its digest`() async throws {
        let place = try AddFixture(copiesRecipes: true)
        let recipes = place.context.dataRoot.appending("recipes/kernels")
        let file = recipes.appending("linux-6.1/boundary.yaml")
        let before = try await Preparation(context: place.context, mode: .offline)
            .resolve(place.manifest)
        let edited = try Files.readText(file).replacing("kept:", with: "kept:\n  - edited_*")
        var context = place.context
        context.progress = Progress { event in
            if event == .began(stage: "resolve") { try? Files.write(edited.utf8, to: file) }
        }
        let during = try await Preparation(context: context, mode: .offline)
            .resolve(place.manifest)
        #expect(during.recipe == before.recipe)
        #expect(during.lock.recipe == before.lock.recipe)
        let after = try await Preparation(context: context, mode: .offline)
            .resolve(place.manifest)
        #expect(after.recipe != before.recipe && after.lock.recipe != before.lock.recipe)
    }

    @Test func `the shared list of a recipe is part of its digest`() async throws {
        let place = try AddFixture(copiesRecipes: true)
        let preparation = Preparation(context: place.context, mode: .offline)
        let before = try await preparation.resolve(place.manifest)
        let recipes = place.context.dataRoot.appending("recipes/kernels")
        let loaded = try BoundaryRecipe.load(recipes.appending("linux-6.1/boundary.yaml"))
        #expect(before.recipe.registrations == loaded.registrations)
        #expect(!loaded.registrations.isEmpty)
        let list = recipes.appending("registrations.yaml")
        try Files.write(Files.read(list) + Array("\n# edited\n".utf8), to: list)
        #expect(try await preparation.resolve(place.manifest).lock.recipe != before.lock.recipe)
    }

    @Test func `the runtime that is built is the one that the lock names`() async throws {
        let place = try AddFixture(copiesRecipes: true)
        let preparation = Preparation(context: place.context, mode: .offline)
        let resolved = try await preparation.resolve(place.manifest)
        let file = place.context.runtime.appending("boundary-prefix.h")
        let text = try Files.read(file)
        try Files.write("edited".utf8, to: file)
        let directory = try preparation.runtimeDirectory(resolved)
        #expect(try Files.read(directory.appending("boundary-prefix.h")) == text)
        #expect(try InputFiles.read(directory).digest == resolved.lock.runtime)
        // A copy that somebody changed is no copy.
        try Files.write("edited".utf8, to: directory.appending("boundary-prefix.h"))
        #expect(try preparation.runtimeDirectory(resolved) == directory)
        #expect(try InputFiles.read(directory).digest == resolved.lock.runtime)
    }
}

@Suite struct BuildRecordTests {
    @Test func `the key is the content of lock, spec template, certificate and program`() throws {
        let place = try AddFixture()
        let lock = place.lock()
        func digest(
            _ lock: Lock, _ program: String = "p", packaging: String = "0",
            signing: Digest? = nil
        ) throws -> String {
            try BuildKey(
                lock: lock, kernel: place.kernel, packaging: Digest(hex: packaging),
                signing: signing, program: program
            ).digest
        }
        var other = lock
        other.version = "1.0.1"
        #expect(try digest(lock) == digest(place.lock()))
        #expect(try digest(lock) != digest(other))
        #expect(try digest(lock) != digest(lock, "q"))
        #expect(try digest(lock) != digest(lock, packaging: "1"))
        #expect(try digest(lock) != digest(lock, signing: Digest(hex: "1")))
    }

    @Test func `a record of other inputs, or one that cannot be read, is none`() async throws {
        let place = try AddFixture()
        let lock = place.lock()
        func record(_ program: String) throws -> BuildRecord.File {
            BuildRecord.File(
                context: place.context,
                key: try BuildKey(
                    lock: lock, kernel: place.kernel, packaging: Digest(hex: "0"),
                    program: program))
        }
        #expect(try record("p").load() == nil)
        let stored = try place.store(try record("p"))
        #expect(try record("p").load() == stored)
        #expect(stored.vmlinuxBuildID.hex == "ab" && stored.compiler == "gcc-12 12.2.0")
        #expect(try record("q").load() == nil)
        let path = KernelCache(place.context.cache)
            .buildRecord(lock.variant, AddFixture.release)
        try Files.write([0x7b], to: path)
        #expect(try record("p").load() == nil)
    }

    @Test func `the lock says nothing that only a build can know`() async throws {
        let place = try AddFixture()
        _ = try await place.storeResolvedLock()
        let text = try Files.readText(place.lockFile)
        #expect(!text.contains("vmlinuxBuildID") && !text.contains("compiler"))
    }
}

extension AddFixture {
    /// Stores a record for a package that is no real one.
    func store(_ record: BuildRecord.File) throws -> BuildRecord {
        let file = root.appending("sample.rpm")
        try Files.write(Array("package".utf8), to: file)
        let tree = KernelTree(
            release: Self.release, buildID: BuildID(hex: "ab"),
            directory: KernelDirectory(root.appending("tree")), compiler: "gcc-12",
            compilerVersion: "gcc-12 12.2.0", compileCommands: [:])
        try record.store(
            AddVariant.Outcome.Package(
                nevra: "scheduler-sample-1.0.0-1.x86_64", file: file.string,
                kernel: Self.release, redirects: 3, wasBuilt: true), tree)
        guard let stored = record.load() else { throw CancellationError() }
        return stored
    }

    /// As after a build of this manifest: lock, record and repository.
    func recordBuild() async throws -> BuildRecord {
        let lock = try await storeResolvedLock()
        let record = BuildRecord.File(
            context: context,
            key: try add().key(
                lock, kernel, VariantPackager(dataRoot: context.dataRoot)))
        let stored = try store(record)
        try await publish(root.appending("sample.rpm"))
        return stored
    }
}
