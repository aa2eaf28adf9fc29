// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// Where things stand in an editable tree (docs/develop.md):
///
///     kernel/sched/mod/core.c …   the boundary's files and all headers
///     kernel/sched/cpuacct.c      a sidecar's file, at its own path
///     compile_commands.json  boundary.json  README.txt
///     .sched/                     what sched remembers; not for editing
package struct DevelopLayout: Sendable {
    /// The directory that the user named.
    package let root: FilePath

    package init(_ root: FilePath) { self.root = root }

    /// A `DevelopState`; a tree that has it is whole.
    package var state: FilePath { hidden.appending("state.json") }
    /// Everything in it is written by sched alone.
    package var hidden: FilePath { root.appending(".sched") }
    /// What is being made; there only until it is whole.
    package var making: FilePath { hidden.appending("making.json") }
    /// The kernel's own texts of all files that can be edited, at their kernel paths.
    package var pristine: FilePath { hidden.appending("pristine") }
    /// The lock that builds of the tree use; the manifest's own is left as it is.
    package var lock: FilePath { hidden.appending("variant.lock") }
    /// The module that was built last.
    package var build: FilePath { hidden.appending("build") }
    /// A repository of this tree's own.
    package var repository: FilePath { hidden.appending("repo") }
    /// Headers that stand in for what a unit includes ahead of one of its parts.
    package var preludes: FilePath { hidden.appending("preludes") }
    /// A `FileLock` that every command on the tree holds, so that two cannot run at once.
    package var busy: FilePath { hidden.appending("busy") }
    /// What clangd reads; the root is its place.
    package var compileCommands: FilePath { root.appending("compile_commands.json") }
    /// The boundary of the manifest's kernel, which docs/boundary-json.md describes.
    package var boundary: FilePath { root.appending("boundary.json") }
    /// Says what can be edited and which commands the tree has.
    package var readme: FilePath { root.appending("README.txt") }

    static let kernelDirectory = "kernel/sched/"
    static let editableDirectory = "kernel/sched/mod/"

    /// Where a file of the kernel stands below the root. Headers of kernel/sched
    /// belong to the boundary.
    package static func place(of kernelPath: String, isInside: Bool) -> String {
        guard kernelPath.hasPrefix(kernelDirectory) else { return kernelPath }
        let name = kernelPath.dropFirst(kernelDirectory.count)
        guard isInside || (name.hasSuffix(".h") && !name.contains("/")) else { return kernelPath }
        return editableDirectory + name
    }

    /// The kernel's path of a file below the root.
    package static func kernelPath(of place: String) -> String {
        place.hasPrefix(editableDirectory)
            ? kernelDirectory + place.dropFirst(editableDirectory.count) : place
    }

    static func isSource(_ place: String) -> Bool {
        place.hasSuffix(".c") || place.hasSuffix(".h")
    }
}
