// SPDX-License-Identifier: Apache-2.0
import Kernel
import Packaging
import RPM
import Support
import SystemPackage

/// Digest of everything that a variant's package for one kernel is built from:
/// the lock, the spec template, and the program that builds. It depends on no file's time.
struct BuildKey: Sendable {
    let variant: VariantName
    let kernel: KernelRelease
    let digest: String

    /// - Parameters:
    ///   - packaging: of the spec template.
    ///   - signing: `ModuleSigning.digest`; nil when the module is not signed.
    ///   - program: identifies the running sched by content.
    init(
        lock: Lock, kernel: Lock.Kernel, packaging: Digest, signing: Digest? = nil,
        program: String
    ) throws {
        variant = lock.variant
        self.kernel = kernel.release
        digest = SHA256.hex(
            of: try CanonicalJSON.compact(lock) + Array("\(packaging) \(program)".utf8)
                + Array((signing.map { " \($0)" } ?? "").utf8))
    }
}

/// What a build made and found out; kept in the cache, so that an unchanged
/// manifest costs nothing.
struct BuildRecord: Codable, Equatable {
    /// `BuildKey.digest` of its inputs.
    var key: String
    var nevra: String
    /// Of the package file.
    var sha256: Digest
    var redirects: Int
    var vmlinuxBuildID: BuildID
    /// First line of the compiler's `--version`.
    var compiler: String
}

extension BuildRecord {
    /// The record of one variant and kernel in the cache.
    struct File {
        let context: BuildContext
        let key: BuildKey

        private var path: FilePath {
            KernelCache(context.cache).buildRecord(key.variant, key.kernel)
        }

        /// - Returns: nil when there is none, one of other inputs, or one that this
        ///   sched cannot read.
        func load() -> BuildRecord? {
            guard let record = CanonicalJSON.cached(BuildRecord.self, at: path),
                record.key == key.digest
            else { return nil }
            return record
        }

        /// What the repository has of the package that was built of the same inputs.
        enum Published {
            case missing
            case whole(AddVariant.Outcome.Package)
            /// Listed, but its file is not the one listed.
            case damaged(RepositoryProblem)
        }

        func published() throws -> Published {
            let repository = Repository(context.repository)
            guard let record = load(), repository.exists,
                let package = try repository.packages().first(where: {
                    $0.sha256 == record.sha256
                })
            else { return .missing }
            if let problem = try repository.problems(package).first { return .damaged(problem) }
            return .whole(
                AddVariant.Outcome.Package(
                    nevra: record.nevra, file: repository.file(package).string,
                    kernel: key.kernel, redirects: record.redirects, wasBuilt: false))
        }

        func store(_ package: AddVariant.Outcome.Package, _ tree: KernelTree) throws {
            let record = BuildRecord(
                key: key.digest, nevra: package.nevra,
                sha256: Digest(hex: try SHA256.hex(of: FilePath(package.file))),
                redirects: package.redirects, vmlinuxBuildID: tree.buildID,
                compiler: tree.compilerVersion)
            try Files.createDirectory(path.removingLastComponent())
            try Files.replace(path, with: CanonicalJSON.compact(record))
        }
    }
}
