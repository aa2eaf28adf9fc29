// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// What an editable tree was made from: `.sched/state.json`, written last, so
/// that a directory that has it is whole.
package struct DevelopState: Codable, Sendable, Equatable {
    /// The version of `state.json` that this program writes and reads.
    package static let currentSchema = 1

    /// A tree of another schema is refused.
    package var schema = DevelopState.currentSchema
    /// Absolute path.
    package var manifest: String
    /// Names the patches that a save writes.
    package var variant: VariantName
    /// The kernel whose sources were taken; a manifest may name several.
    package var kernel: KernelRelease
    /// Of the distribution's source package.
    package var sourceVersion: String
    /// Digest of each file as it was last in step with the manifest, comments
    /// apart, by its path in the kernel tree.
    package var files: [String: Digest]
    /// Digest of each of the manifest's patches at that time, by name.
    package var patches: [String: Digest]

    package init(
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
    package func unsaved(_ now: [String: Digest]) -> [String] {
        Set(files.keys).union(now.keys).filter { files[$0] != now[$0] }.sorted()
    }

    /// Names of patches that somebody changed, added or took away since.
    package func foreignChanges(_ now: [String: Digest]) -> [String] {
        Set(patches.keys).union(now.keys).filter { patches[$0] != now[$0] }.sorted()
    }
}
