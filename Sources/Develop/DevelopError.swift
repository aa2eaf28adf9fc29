// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support
import SystemPackage

/// Why an editable tree was not made, built or saved. Nothing has changed in
/// any of these cases.
package enum DevelopError: Failure, Equatable {
    case notATree(FilePath)
    case unknownSchema(FilePath, Int)
    case occupied(FilePath)
    case interrupted(FilePath)
    case unsaved(FilePath, files: [String])
    case missing(FilePath, files: [String])
    case twoPlaces(String, String)
    case manifestMoved(String, patches: [String])
    case patchInTheWay(FilePath)
    case notRewritable(String, line: Int, why: String)
    case otherKernel(KernelRelease, manifest: String, offered: [KernelRelease])

    package var description: String {
        switch self {
        case .notATree(let directory): return "\(directory) was not made by `sched develop`"
        case .unknownSchema(let file, let schema):
            return "\(file) has schema \(schema); this sched reads \(DevelopState.currentSchema)"
        case .occupied(let directory):
            return "\(directory) is not empty and was not made by `sched develop`"
        case .interrupted(let directory):
            return "the making of \(directory) was interrupted, so it is not whole"
        case .unsaved(let directory, let files):
            return "\(directory) has edits that are not saved: \(Self.list(files))"
        case .missing(let directory, let files):
            return "\(directory) lacks files of the boundary: \(Self.list(files))"
        case .twoPlaces(let one, let other):
            return "\(one) and \(other) are the same file of the kernel"
        case .manifestMoved(let manifest, let patches):
            return
                "patches of \(manifest) have changed since the tree was made: \(Self.list(patches))"
        case .patchInTheWay(let file):
            return "\(file) exists, and is not one of the manifest's patches"
        case .notRewritable(let manifest, let line, let why):
            return "\(manifest)\(line > 0 ? ":\(line)" : ""): cannot rewrite `patches:`: \(why)"
        case .otherKernel(let release, let manifest, let offered):
            return "\(manifest) is not for the kernel \(release), but for "
                + Self.list(offered.map(\.rawValue))
        }
    }

    package var hint: String? {
        switch self {
        case .notATree: return "make one with `sched develop FILE DIR`"
        case .unknownSchema: return "use the sched that wrote it"
        case .occupied: return "name a new or an empty directory"
        case .interrupted:
            return
                "run `sched develop FILE DIR` again: it goes on, and refuses if anything was edited"
        case .unsaved(let directory, _):
            return
                "`sched develop --save \(directory)`, or remove the directory if they are not wanted"
        case .missing: return "bring them back; their last saved text is in the patches"
        case .twoPlaces: return "keep one of the two"
        case .manifestMoved:
            return
                "make a second tree from the manifest as it is now and bring your edits over, so that neither side is lost"
        case .patchInTheWay: return "move it away and save again"
        case .notRewritable:
            return "write `patches:` as a list with one `- name` a line"
        case .otherKernel: return "make a new tree, or choose one with --kernel"
        }
    }

    package var exitStatus: ExitStatus {
        switch self {
        case .unsaved, .manifestMoved, .patchInTheWay, .occupied: .refused
        default: .failed
        }
    }

    private static func list(_ names: [String]) -> String {
        names.count <= 8
            ? names.joined(separator: ", ")
            : names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
    }
}
