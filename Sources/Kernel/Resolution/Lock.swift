// SPDX-License-Identifier: Apache-2.0
import Support

/// Everything a variant is built from, by exact version and digest: a pure result
/// of resolving, which no build adds to. Stands beside the manifest as
/// `<variant>.lock` (JSON, sorted keys). Keys that a reader does not know are
/// passed over.
package struct Lock: Codable, Sendable, Equatable {
    /// Version of this file's form. Readers refuse one they do not know.
    package static let currentSchema = 1

    /// The form that the file has.
    package var schema = Lock.currentSchema
    package var variant: VariantName
    /// The manifest's version of the variant.
    package var version: String
    /// What the entries of the manifest's `base.kernel` were resolved to, in their order;
    /// each release once.
    package var kernels: [Kernel]
    /// Digest of each patch file, by the name the manifest gives it.
    package var patches: [String: Digest]
    /// Digest of the boundary recipe's directory.
    package var recipe: Digest
    /// Digest of the kernel-side runtime's directory.
    package var runtime: Digest
    /// Digest of the manifest file itself.
    package var manifest: Digest
    /// Digest of the boundary file that the manifest names.
    package var boundaryFile: Digest?

    /// One exact kernel and the packages that it is taken from.
    package struct Kernel: Codable, Sendable, Equatable {
        /// What it calls itself, and what names its packages.
        package var release: KernelRelease
        /// Debian source package version, such as `6.1.192-2`.
        package var sourceVersion: String
        /// One for each `Package.Role`.
        package var packages: [Package]
    }

    /// One binary package of the distribution.
    package struct Package: Codable, Sendable, Equatable {
        /// What is taken from a package.
        package enum Role: String, Codable, Sendable, CaseIterable {
            /// vmlinuz and the stock modules.
            case image
            /// The debug vmlinux.
            case debug
            /// Module.symvers, version.h and the configuration.
            case headers
            /// The kernel source with the distribution's patches applied.
            case source
        }
        package var role: Role
        /// Such as `linux-image-6.1.0-56-cloud-amd64-dbg`.
        package var name: String
        /// Of the binary package, as apt names it.
        package var version: String
        /// Debian's name: `amd64`, or `all` for a package without machine code.
        package var architecture: String
        /// Of the package file, which also names it in the cache.
        package var sha256: Digest
        /// Bytes of the package file.
        package var size: Int

        package init(
            role: Role, name: String, version: String, architecture: String, sha256: Digest,
            size: Int
        ) {
            self.role = role
            self.name = name
            self.version = version
            self.architecture = architecture
            self.sha256 = sha256
            self.size = size
        }
    }
}
