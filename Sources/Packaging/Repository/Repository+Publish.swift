// SPDX-License-Identifier: Apache-2.0
import Manifest
import RPM
import Support
import SystemPackage

extension Repository {
    /// Seconds for which metadata of an earlier generation stay readable after another
    /// has taken its place.
    private static let retention = 3600.0

    /// Adds the package, and makes the repository where there is none.
    ///
    /// 1. Take the lock; wait for another publisher.
    /// 2. Copy the package to a place named for its content.
    /// 3. Have createrepo_c write the metadata of the next generation aside, out
    ///    of the present list and the new package.
    /// 4. Put the new metadata files beside the old ones.
    /// 5. Replace repomd.xml: the one rename by which it is published.
    /// 6. Remove metadata files that no reader can still want.
    ///
    /// A package that is listed already is left as it is; its file is put there again
    /// when it is missing or another one. One of the same variant, version and kernel
    /// but other content takes its place in the list; the old file stays for readers
    /// of the old list.
    ///
    /// - Throws: `RepositoryError.otherContent` for a package of other content whose
    ///   name, version and release are listed: they would mean two things.
    @discardableResult
    package func publish(_ package: VariantPackage) async throws -> RepositoryPackage {
        let file = try await withRPM { try RPMPackageFile(package.file) }
        let digest = try file.sha256()
        try Files.createDirectory(path)
        return try await FileLock.hold(path.appending(".lock")) {
            try await add(package, file: file, digest: digest)
        }
    }

    private func add(
        _ package: VariantPackage, file: RPMPackageFile, digest: String
    ) async throws -> RepositoryPackage {
        try removeAbandonedWork()
        let present = exists ? try listed() : []
        if let known = present.first(where: { $0.sha256 == digest })?.variant {
            if try problems(known).isEmpty { return known }
            try await put(package.file, at: known.location)
            return known
        }
        let new = PrimaryPackage(file.package)
        if let listed = present.first(where: { $0.nevra == new.nevra }) {
            // Packed again by another rpm, it has other bytes and the same content.
            guard let known = listed.variant, known.content != nil,
                known.content == new.variant?.content
            else {
                throw RepositoryError.otherContent(
                    new.nevra, path, listed: Digest(hex: listed.sha256), new: Digest(hex: digest))
            }
            if try problems(known).isEmpty { return known }
        }
        let location = "packages/\(digest.prefix(16))/\(file.package.nevra).rpm"
        try await put(package.file, at: location)
        let kept = present.filter { !$0.isReplaced(by: new) }
        try await replaceMetadata(listing: kept.map(\.location) + [location])
        guard let published = try listed().first(where: { $0.sha256 == digest })?.variant else {
            throw RepositoryError.notAVariant(package.file)
        }
        return published
    }

    /// What is wrong with a listed package's file; empty when nothing is.
    package func problems(_ package: RepositoryPackage) throws -> [RepositoryProblem] {
        try compare(package.location, size: package.size, sha256: package.sha256.hex)
    }

    /// Makes an empty repository that dnf can read, if there is none.
    package func create() async throws {
        try Files.createDirectory(path)
        try await FileLock.hold(path.appending(".lock")) {
            if !exists { try await replaceMetadata(listing: []) }
        }
    }

    /// Copies a package to its place in one rename. What a killed publisher leaves of a copy
    /// is in its own directory.
    private func put(_ file: FilePath, at location: String) async throws {
        let work = try Files.makeTemporaryDirectory(Self.workPrefix, in: path)
        defer { try? Files.remove(work) }
        let copy = work.appending("package")
        try Files.copy(file, to: copy)
        let target = try inside(location)
        try Files.createDirectory(target.removingLastComponent())
        try Files.rename(copy, to: target)
    }

    private static let workPrefix = ".publish"

    private func replaceMetadata(listing locations: [String]) async throws {
        let work = try Files.makeTemporaryDirectory(Self.workPrefix, in: path)
        defer { try? Files.remove(work) }
        let list = work.appending("packages")
        try Files.write(locations.sorted().map { $0 + "\n" }.joined().utf8, to: list)
        try await createrepo(list: list, output: work).runChecked(timeout: 600)
        let made = work.appending("repodata")
        let final = path.appending("repodata")
        try Files.createDirectory(final)
        for name in try Files.list(made) where name != "repomd.xml" {
            try Files.replace(final.appending(name), with: Files.read(made.appending(name)))
        }
        let bytes = try Files.read(made.appending("repomd.xml"))
        // From now on they are kept for as long as a reader may want them.
        for file in exists ? try metadataFiles() : [] {
            let path = try inside(file.location)
            if Files.exists(path) { try Files.touch(path) }
        }
        try Files.replace(index, with: bytes)
        try removeOldMetadata()
    }

    /// A value, so that the command line can be shown and tested.
    func createrepo(list: FilePath, output: FilePath) -> Command {
        Command(
            "createrepo_c",
            [
                "--quiet", "--error-exit-val", "--no-database", "--unique-md-filenames",
                "--general-compress-type=gz", "--checksum=sha256", "--workers=2",
                "--update", "--update-md-path=\(path)", "--pkglist=\(list)",
                "--outputdir=\(output)", path.string,
            ])
    }

    private func removeOldMetadata() throws {
        let directory = path.appending("repodata")
        let wanted = Set(try metadataFiles().map { FilePath($0.location).lastComponent?.string })
        let limit = Surroundings.now - Self.retention
        for name in try Files.list(directory) where name != "repomd.xml" && !wanted.contains(name) {
            let file = directory.appending(name)
            if name.hasSuffix(".new") {
                try Files.remove(file)
                continue
            }
            if let time = Files.modificationTime(file), time < limit { try Files.remove(file) }
        }
    }

    /// What a publisher left that was killed; nobody else works while we have
    /// the lock.
    private func removeAbandonedWork() throws {
        for name in try Files.list(path) where name.hasPrefix(Self.workPrefix + ".") {
            try Files.remove(path.appending(name))
        }
    }
}

extension PrimaryPackage {
    fileprivate init(_ package: RPMPackage) {
        nevra = package.nevra
        summary = package.summary
        provides = package.provides
    }

    /// Whether the list has one of the two: the same variant in the same version for
    /// the same kernel.
    fileprivate func isReplaced(by new: PrimaryPackage) -> Bool {
        guard let old = variant, let new = new.variant else { return nevra == new.nevra }
        return old.variant == new.variant && old.version == new.version
            && old.kernel == new.kernel
    }
}
