// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support

/// Which patches of a manifest a save replaces, and by which.
///
/// A patch that touches an edited file goes, because the new one of that file is
/// made against the pristine source and holds its changes too. If it touched
/// further files, those need a new patch as well, and so on until nothing
/// overlaps any more: then the order among the patches does not matter.
package struct SavePlan: Sendable, Equatable {
    /// A patch as the manifest lists it now.
    package struct Known: Sendable, Equatable {
        /// As the manifest lists it, relative to the manifest's directory.
        package var name: String
        /// Paths in the kernel tree.
        package var files: Set<String>

        package init(name: String, files: Set<String>) {
            self.name = name
            self.files = files
        }
    }

    /// Names that are replaced, in the manifest's order.
    package var replaced: [String] = []
    /// Files that need a patch each, sorted.
    package var files: [String] = []

    /// Computes the plan.
    ///
    /// - Parameters:
    ///   - edited: paths in the kernel tree of files that differ from what was saved last.
    ///   - patches: in the manifest's order.
    package init(edited: [String], patches: [Known]) {
        var files = Set(edited)
        var replaced = Set<String>()
        var grows = true
        while grows {
            grows = false
            for patch in patches where !replaced.contains(patch.name) {
                guard !patch.files.isDisjoint(with: files) else { continue }
                replaced.insert(patch.name)
                files.formUnion(patch.files)
                grows = true
            }
        }
        self.replaced = patches.map(\.name).filter(replaced.contains)
        self.files = files.sorted()
    }

    /// `patches/latency-tuned-fair.c.patch`; files outside kernel/sched keep
    /// their directories in the name, because several of the kernel's are called
    /// core.c.
    package static func patchName(_ variant: VariantName, _ file: String) -> String {
        let short =
            file.hasPrefix(DevelopLayout.kernelDirectory)
            ? String(file.dropFirst(DevelopLayout.kernelDirectory.count)) : file
        return "patches/\(variant)-\(short.replacing("/", with: "-")).patch"
    }
}
