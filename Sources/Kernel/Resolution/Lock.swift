// SPDX-License-Identifier: Apache-2.0
import Support

/// Everything a variant is built from, by exact version and digest: a pure result
/// of resolving, which no build adds to. Stands beside the manifest as
/// `<variant>.lock` (JSON, sorted keys). Keys that a reader does not know are
/// passed over.
package struct Lock: Codable, Sendable, Equatable {
    /// Version of this file's form. Readers refuse one they do not know.
    package static let currentSchema = 1

    package var schema = Lock.currentSchema
    package var variant: VariantName
    package var version: String
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

    package struct Kernel: Codable, Sendable, Equatable {
        package var release: KernelRelease
        /// Debian source package version, such as `6.1.192-2`.
        package var sourceVersion: String
        package var packages: [Package]
    }

    /// One binary package of the distribution.
    package struct Package: Codable, Sendable, Equatable {
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
        package var name: String
        package var version: String
        package var architecture: String
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
