// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// What an editable tree was made from: `.sched/state.json`, written last, so
/// that a folder that has it is whole.
public struct DevelopState: Codable, Sendable, Equatable {
    public static let currentSchema = 1

    public var schema = DevelopState.currentSchema
    /// Absolute path.
    public var manifest: String
    public var variant: VariantName
    public var kernel: KernelRelease
    /// Of the distribution's source package.
    public var sourceVersion: String
    /// Digest of each file as it was last in step with the manifest, marks
    /// apart, by its path in the kernel tree.
    public var files: [String: Digest]
    /// Digest of each of the manifest's patches at that time, by name.
    public var patches: [String: Digest]

    public init(
        manifest: String, variant: VariantName, kernel: KernelRelease, sourceVersion: String,
        files: [String: Digest], patches: [String: Digest]
    ) {
        self.manifest = manifest
        self.variant = variant
        self.kernel = kernel
        self.sourceVersion = sourceVersion
        self.files = files
        self.patches = patches
    }

    /// Paths whose content is not what was saved: changed, new or missing.
    public func unsaved(_ now: [String: Digest]) -> [String] {
        Set(files.keys).union(now.keys).filter { files[$0] != now[$0] }.sorted()
    }

    /// Names of patches that somebody changed, added or took away since.
    public func foreignChanges(_ now: [String: Digest]) -> [String] {
        Set(patches.keys).union(now.keys).filter { patches[$0] != now[$0] }.sorted()
    }
}
