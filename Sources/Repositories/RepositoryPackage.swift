// SPDX-License-Identifier: Apache-2.0
public import Diagnostics
public import RPMStore
public import SchedModel
public import SystemPackage

/// A variant's package as a repository's metadata describes it.
public struct RepositoryPackage: Sendable, Hashable, Codable {
    public var nevra: NEVRA
    public var variant: VariantName
    public var version: String
    /// The one kernel it is for.
    public var kernel: KernelRelease
    public var summary: String
    /// Path below the repository's folder.
    public var location: String
    /// Bytes of the package file.
    public var size: Int
    public var sha256: Digest

    public init(
        nevra: NEVRA, variant: VariantName, version: String, kernel: KernelRelease,
        summary: String, location: String, size: Int, sha256: Digest
    ) {
        self.nevra = nevra
        self.variant = variant
        self.version = version
        self.kernel = kernel
        self.summary = summary
        self.location = location
        self.size = size
        self.sha256 = sha256
    }
}

/// One thing that `verify` found.
public struct RepositoryProblem: Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Kind: String, Sendable, Codable {
        case missing
        case wrongSize = "wrong-size"
        case wrongDigest = "wrong-digest"
    }
    public var kind: Kind
    /// Below the repository's folder.
    public var path: String
    public var expected: String
    public var found: String

    public var description: String {
        switch kind {
        case .missing: "\(path): listed, but not there"
        case .wrongSize: "\(path): \(found) bytes instead of \(expected)"
        case .wrongDigest: "\(path): SHA-256 \(found) instead of \(expected)"
        }
    }
}

/// Why a repository cannot be read or written.
public enum RepositoryError: Failure, Equatable {
    case notARepository(FilePath)
    case malformed(FilePath, reason: String)
    /// The metadata name a path outside of the repository.
    case strayLocation(FilePath, location: String)
    /// A package that is no scheduler variant.
    case notAVariant(FilePath)

    public var description: String {
        switch self {
        case .notARepository(let path): "\(path) is not a package repository (no repodata)"
        case .malformed(let path, let reason): "\(path) cannot be read: \(reason)"
        case .strayLocation(let path, let location):
            "\(path) lists a package outside of the repository: \(location)"
        case .notAVariant(let path): "\(path) is not a package of a scheduler variant"
        }
    }

    public var hint: String? {
        switch self {
        case .notARepository: "`sched add` publishes the first package and makes the repository"
        case .malformed: "`createrepo_c --update FOLDER` writes the metadata anew"
        default: nil
        }
    }
}
