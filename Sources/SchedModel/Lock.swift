// SPDX-License-Identifier: Apache-2.0

/// Everything a variant's build was made from, by exact version and digest.
/// Stands beside the manifest as `<variant>.lock` (JSON, sorted keys).
public struct Lock: Codable, Sendable, Equatable {
    /// Version of this file's form. Readers refuse one they do not know.
    public static let currentSchema = 1

    public var schema = Lock.currentSchema
    public var variant: VariantName
    public var version: String
    public var kernels: [Kernel]
    /// Digest of each patch file, by the name the manifest gives it.
    public var patches: [String: Digest]
    /// Digest of the boundary recipe's folder.
    public var recipe: Digest
    /// Digest of the kernel-side runtime's folder.
    public var runtime: Digest
    /// Digest of the manifest file itself.
    public var manifest: Digest
    /// Digest of the boundary file that the manifest names.
    public var boundaryFile: Digest?

    public struct Kernel: Codable, Sendable, Equatable {
        public var release: KernelRelease
        /// Debian source package version, such as `6.1.192-2`.
        public var sourceVersion: String
        public var packages: [Package]
        /// Filled once the debug vmlinux is unpacked.
        public var vmlinuxBuildID: BuildID?
        /// First line of `gcc-NN --version`, filled once the tree is prepared.
        public var compiler: String?

        public init(
            release: KernelRelease, sourceVersion: String, packages: [Package],
            vmlinuxBuildID: BuildID? = nil, compiler: String? = nil
        ) {
            self.release = release
            self.sourceVersion = sourceVersion
            self.packages = packages
            self.vmlinuxBuildID = vmlinuxBuildID
            self.compiler = compiler
        }
    }

    /// One binary package of the distribution.
    public struct Package: Codable, Sendable, Equatable {
        public enum Role: String, Codable, Sendable, CaseIterable {
            /// vmlinuz and the stock modules.
            case image
            /// The debug vmlinux.
            case debug
            /// Module.symvers, version.h and the configuration.
            case headers
            /// The kernel source with the distribution's patches applied.
            case source
        }
        public var role: Role
        public var name: String
        public var version: String
        public var architecture: String
        public var sha256: Digest
        /// Bytes of the package file.
        public var size: Int

        public init(
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

    public init(
        variant: VariantName, version: String, kernels: [Kernel], patches: [String: Digest],
        recipe: Digest, runtime: Digest, manifest: Digest, boundaryFile: Digest? = nil
    ) {
        self.boundaryFile = boundaryFile
        self.variant = variant
        self.version = version
        self.kernels = kernels
        self.patches = patches
        self.recipe = recipe
        self.runtime = runtime
        self.manifest = manifest
    }
}
