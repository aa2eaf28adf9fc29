// SPDX-License-Identifier: Apache-2.0
public import SchedModel

/// Which patches of a manifest a save replaces, and by which.
///
/// A patch that touches an edited file goes, because the new one of that file is
/// made against the pristine source and holds its changes too. If it touched
/// further files, those need a new patch as well, and so on until nothing
/// overlaps any more: then the order among the patches does not matter.
public struct SavePlan: Sendable, Equatable {
    /// A patch as the manifest lists it now.
    public struct Known: Sendable, Equatable {
        public var name: String
        /// Paths in the kernel tree.
        public var files: Set<String>

        public init(name: String, files: Set<String>) {
            self.name = name
            self.files = files
        }
    }

    /// Names that are replaced, in the manifest's order.
    public var replaced: [String] = []
    /// Files that need a patch each, sorted.
    public var files: [String] = []

    public init(edited: [String], patches: [Known]) {
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
    /// their folders in the name, because several of the kernel's are called
    /// core.c.
    public static func patchName(_ variant: VariantName, _ file: String) -> String {
        let short =
            file.hasPrefix(DevelopLayout.kernelFolder)
            ? String(file.dropFirst(DevelopLayout.kernelFolder.count)) : file
        return "patches/\(variant)-\(short.replacing("/", with: "-")).patch"
    }
}
