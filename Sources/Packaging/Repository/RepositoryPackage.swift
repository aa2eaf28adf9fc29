// SPDX-License-Identifier: Apache-2.0
import Manifest
import RPM
import Support
import SystemPackage

/// A variant's package as a repository's metadata describes it.
package struct RepositoryPackage: Sendable, Hashable, Codable {
    /// As the metadata write it.
    package var nevra: NEVRA
    /// The package provides `scheduler-variant(<name>) = <version>`.
    package var variant: VariantName
    /// The one in that provide: the manifest's, without the RPM release.
    package var version: String
    /// The one kernel it is for.
    package var kernel: KernelRelease
    /// See `VariantRecord.content`; nil for packages made before it was recorded.
    package var content: Digest?
    /// RPM's Summary tag: one line.
    package var summary: String
    /// Path below the repository's directory.
    package var location: String
    /// Bytes of the package file.
    package var size: Int
    /// Of the whole package file; the `pkgid` of the metadata.
    package var sha256: Digest
}

/// One thing that `verify` found.
package struct RepositoryProblem: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What is wrong with a file that the metadata list.
    package enum Kind: String, Sendable, Codable {
        case missing
        case wrongSize = "wrong-size"
        case wrongDigest = "wrong-digest"
    }
    package var kind: Kind
    /// Below the repository's directory.
    package var path: String
    /// What the metadata say: a size in bytes for `wrongSize`, else a SHA-256 digest.
    package var expected: String
    /// What the file has, in the same unit; empty for a missing one.
    package var found: String

    package var description: String {
        switch kind {
        case .missing: "\(path): listed, but not there"
        case .wrongSize: "\(path): \(found) bytes instead of \(expected)"
        case .wrongDigest: "\(path): SHA-256 \(found) instead of \(expected)"
        }
    }
}

/// Why a repository cannot be read or written.
package enum RepositoryError: Failure, Equatable {
    case notARepository(FilePath)
    case malformed(FilePath, reason: String)
    /// The metadata name a path outside of the repository.
    case strayLocation(FilePath, location: String)
    /// A package that is no scheduler variant.
    case notAVariant(FilePath)
    /// Another package of this name, version and release is listed.
    case otherContent(NEVRA, FilePath, listed: Digest, new: Digest)

    package var description: String {
        switch self {
        case .notARepository(let path): "\(path) is not a package repository (no repodata)"
        case .malformed(let path, let reason): "\(path) cannot be read: \(reason)"
        case .strayLocation(let path, let location):
            "\(path) lists a package outside of the repository: \(location)"
        case .notAVariant(let path): "\(path) is not a package of a scheduler variant"
        case .otherContent(let nevra, let path, let listed, let new):
            "\(path) has another package \(nevra): its SHA-256 is \(listed), the new one's is \(new); nothing was published"
        }
    }

    package var hint: String? {
        switch self {
        case .notARepository: "`sched add` publishes the first package and makes the repository"
        case .otherContent: "raise `version` in the manifest and add it again"
        case .malformed: "`createrepo_c --update DIRECTORY` writes the metadata anew"
        default: nil
        }
    }
}
