// SPDX-License-Identifier: Apache-2.0
import Manifest
import RPM
import Support
import SystemPackage

/// A plain RPM repository in a directory: what dnf and zypper read by
/// `baseurl=file://…`, or over HTTP once the directory is served.
///
///     repodata/repomd.xml              the root; replaced by one rename
///     repodata/<digest>-primary.xml.gz … never change
///     packages/<digest>/<nevra>.rpm    never change
///     .lock                            held by whoever publishes
///
/// docs/repository.md says why.
package struct Repository: Sendable, Hashable {
    /// The directory that holds `repodata`; it need not exist yet.
    package var path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// Whether something was published here: repomd.xml is there.
    package var exists: Bool { Files.exists(index) }

    var index: FilePath { path.appending("repodata/repomd.xml") }

    /// Every variant that the metadata list, by name, kernel and version.
    ///
    /// - Throws: `RepositoryError.notARepository`, `.malformed`.
    package func packages() throws -> [RepositoryPackage] {
        try listed().compactMap(\.variant).sorted { a, b in
            if a.variant != b.variant { return a.variant < b.variant }
            if a.kernel != b.kernel {
                return RPMVersion.isOlder(a.kernel.rawValue, than: b.kernel.rawValue)
            }
            return a.nevra.isOlder(than: b.nevra)
        }
    }

    /// The newest version of a variant for exactly that kernel.
    ///
    /// - Parameter version: only this version.
    package func find(
        _ name: VariantName, version: String? = nil, kernel: KernelRelease
    ) throws -> RepositoryPackage? {
        try packages().last {
            $0.variant == name && $0.kernel == kernel && (version ?? $0.version) == $0.version
        }
    }

    /// Where a listed package lies on this machine.
    package func file(_ package: RepositoryPackage) -> FilePath {
        path.appending(FilePath(package.location).components)
    }

    /// All packages of one generation of the metadata. A publisher may put the
    /// next generation in place meanwhile; its predecessor's files stay for an
    /// hour, so that a reader that has begun can end.
    func listed() throws -> [PrimaryPackage] {
        guard let primary = try metadataFiles().first(where: { $0.type == "primary" }) else {
            throw RepositoryError.malformed(index, reason: "it lists no primary metadata")
        }
        let file = try inside(primary.location)
        let bytes = try Files.read(file)
        let digest = SHA256.hex(of: bytes)
        guard digest == primary.sha256 else {
            throw RepositoryError.malformed(
                file, reason: "its SHA-256 is \(digest), repomd.xml says \(primary.sha256)")
        }
        do {
            let packages = try RepositoryMetadata.packages(CompressedFile.expand(bytes, from: file))
            for package in packages { _ = try inside(package.location) }
            return packages
        } catch let error as XMLScanner.Malformed {
            throw malformed(file, error)
        }
    }

    func metadataFiles() throws -> [MetadataFile] {
        guard exists else { throw RepositoryError.notARepository(path) }
        do {
            return try RepositoryMetadata.index(Files.read(index))
        } catch let error as XMLScanner.Malformed {
            throw malformed(index, error)
        }
    }

    /// The path of a location that metadata name: below the directory, or refused.
    func inside(_ location: String) throws(RepositoryError) -> FilePath {
        let relative = FilePath(location)
        guard !location.isEmpty, relative.isRelative,
            !relative.components.contains(where: { $0.kind == .parentDirectory })
        else { throw .strayLocation(index, location: location) }
        return path.appending(relative.components)
    }

    private func malformed(_ file: FilePath, _ error: XMLScanner.Malformed) -> RepositoryError {
        .malformed(file, reason: "\(error.reason) (byte \(error.offset))")
    }
}
