// SPDX-License-Identifier: Apache-2.0
public import SystemPackage

/// Where things stand in an editable tree (docs/develop.md):
///
///     kernel/sched/mod/core.c …   the boundary's files and all headers
///     kernel/sched/cpuacct.c      a sidecar's file, at its own path
///     compile_commands.json  boundary.json  README.txt
///     .sched/                     what sched remembers; not for editing
public struct DevelopLayout: Sendable {
    public let root: FilePath

    public init(_ root: FilePath) { self.root = root }

    public var state: FilePath { hidden.appending("state.json") }
    public var hidden: FilePath { root.appending(".sched") }
    /// What is being made; there only until it is whole.
    public var making: FilePath { hidden.appending("making.json") }
    public var pristine: FilePath { hidden.appending("pristine") }
    public var lock: FilePath { hidden.appending("variant.lock") }
    /// The module that was built last.
    public var build: FilePath { hidden.appending("build") }
    /// A repository of this tree's own.
    public var repository: FilePath { hidden.appending("repo") }
    /// Headers that stand in for what a unit includes ahead of one of its parts.
    public var preludes: FilePath { hidden.appending("preludes") }
    public var busy: FilePath { hidden.appending("busy") }
    public var compileCommands: FilePath { root.appending("compile_commands.json") }
    public var boundary: FilePath { root.appending("boundary.json") }
    public var readme: FilePath { root.appending("README.txt") }

    static let kernelFolder = "kernel/sched/"
    static let editableFolder = "kernel/sched/mod/"

    /// Where a file of the kernel stands below the root. Headers of kernel/sched
    /// belong to the boundary.
    public static func place(of kernelPath: String, isInside: Bool) -> String {
        guard kernelPath.hasPrefix(kernelFolder) else { return kernelPath }
        let name = kernelPath.dropFirst(kernelFolder.count)
        guard isInside || (name.hasSuffix(".h") && !name.contains("/")) else { return kernelPath }
        return editableFolder + name
    }

    /// The kernel's path of a file below the root.
    public static func kernelPath(of place: String) -> String {
        place.hasPrefix(editableFolder)
            ? kernelFolder + place.dropFirst(editableFolder.count) : place
    }

    static func isSource(_ place: String) -> Bool {
        place.hasSuffix(".c") || place.hasSuffix(".h")
    }
}
