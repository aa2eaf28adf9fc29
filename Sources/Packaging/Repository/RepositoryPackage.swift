// SPDX-License-Identifier: Apache-2.0
import Manifest
import RPM
import Support
import SystemPackage

/// A variant's package as a repository's metadata describes it.
package struct RepositoryPackage: Sendable, Hashable, Codable {
    package var nevra: NEVRA
    package var variant: VariantName
    package var version: String
    /// The one kernel it is for.
    package var kernel: KernelRelease
    package var summary: String
    /// Path below the repository's directory.
    package var location: String
    /// Bytes of the package file.
    package var size: Int
    package var sha256: Digest
}

/// One thing that `verify` found.
package struct RepositoryProblem: Sendable, Hashable, Codable, CustomStringConvertible {
    package enum Kind: String, Sendable, Codable {
        case missing
        case wrongSize = "wrong-size"
        case wrongDigest = "wrong-digest"
    }
    package var kind: Kind
    /// Below the repository's directory.
    package var path: String
    package var expected: String
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

    package var description: String {
        switch self {
        case .notARepository(let path): "\(path) is not a package repository (no repodata)"
        case .malformed(let path, let reason): "\(path) cannot be read: \(reason)"
        case .strayLocation(let path, let location):
            "\(path) lists a package outside of the repository: \(location)"
        case .notAVariant(let path): "\(path) is not a package of a scheduler variant"
        }
    }

    package var hint: String? {
        switch self {
        case .notARepository: "`sched add` publishes the first package and makes the repository"
        case .malformed: "`createrepo_c --update DIRECTORY` writes the metadata anew"
        default: nil
        }
    }
}
