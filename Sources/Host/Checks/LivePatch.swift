// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// A kernel patch that replaces functions of the running kernel.
package struct LivePatch: Sendable, Equatable {
    /// Which part of the kernel applies the patch.
    package enum System: String, Sendable {
        /// kernel/livepatch; kpatch's modules use it on every recent kernel.
        case livepatch
        /// kpatch's own core module, on kernels without livepatch.
        case kpatch

        /// What the patches' directories lie in.
        var directory: String { "/sys/kernel/\(rawValue)" }
    }

    /// A function of vmlinux that the patch replaces.
    package struct Function: Sendable, Equatable {
        /// Several functions of the kernel may have it; `sympos` says which is meant.
        package var name: String
        /// As sysfs prints it: 1 for both "unique" and "the first of that name"
        /// (klp_init_object_loaded in kernel/livepatch/core.c names the directory
        /// `old_sympos ? old_sympos : 1`). 0 when kpatch does not say.
        package var sympos: Int
    }

    /// Name of the patch's directory in sysfs.
    package var name: String
    /// By whose directory it was found.
    package var system: System
    /// Not 0 in the file `enabled`; also when that file cannot be read.
    package var isEnabled: Bool
    /// 1 in the file `transition`: tasks still change over.
    package var isInTransition: Bool
    /// Those of vmlinux; patched modules are of no interest here.
    package var functions: [Function]

    /// Whether its functions may be running: a patch that is being disabled
    /// still owns them until its transition ends.
    package var isActive: Bool { isEnabled || isInTransition }
}

extension LivePatch {
    /// Every patch that sysfs shows, in both systems; no directory means no patch.
    package static func list(_ root: HostRoot = .running) -> [LivePatch] {
        let livepatch = FilePath(System.livepatch.directory)
        let modern = root.directories(in: livepatch).map {
            read($0, livepatch.appending($0), .livepatch, root)
        }
        // Early versions of kpatch's core put one more directory in between.
        let kpatch = FilePath(System.kpatch.directory)
        let early = kpatch.appending("patches")
        let old = [kpatch, early].flatMap { directory in
            root.directories(in: directory).filter { directory.appending($0) != early }.map {
                read($0, directory.appending($0), .kpatch, root)
            }
        }
        return modern + old
    }

    private static func read(
        _ name: String, _ directory: FilePath, _ system: System, _ root: HostRoot
    ) -> LivePatch {
        // A patch whose state cannot be read counts as enabled.
        let isEnabled = root.textIfReadable(directory.appending("enabled")) != "0"
        let isInTransition = root.textIfReadable(directory.appending("transition")) == "1"
        let objects = ["vmlinux"] + (system == .kpatch ? ["functions"] : [])
        let functions = objects.flatMap { root.directories(in: directory.appending($0)) }
        return LivePatch(
            name: name, system: system, isEnabled: isEnabled, isInTransition: isInTransition,
            functions: functions.map { Function($0) })
    }
}

extension LivePatch.Function {
    /// From the name of a directory, `function,sympos`; old kpatch leaves sympos out.
    init(_ directory: String) {
        let comma = directory.lastIndex(of: ",")
        let number = comma.flatMap { Int(directory[directory.index(after: $0)...]) }
        if let comma, let number {
            self.init(name: String(directory[..<comma]), sympos: number)
        } else {
            self.init(name: directory, sympos: 0)
        }
    }
}
