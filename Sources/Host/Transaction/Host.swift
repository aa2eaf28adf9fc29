// SPDX-License-Identifier: Apache-2.0
import Packaging
import Support
import SystemPackage

/// The machine whose scheduler is changed: where its files are, the calls that
/// change it, and what a command line may choose. A test gives other values.
///
/// Everything here is synchronous: call it from a thread that may block for
/// `patience`. Between two steps, and between two attempts of one, it looks at
/// `stop`.
package struct Host: Sendable {
    /// The history's place on a host, below `root`.
    package static let defaultHistory: FilePath = "/var/lib/sched/history.db"

    /// The tree that /proc, /sys, /usr and /var are looked up in.
    package var root: HostRoot
    /// What changes the kernel.
    package var calls: KernelCalls
    /// What is installed, and how that is changed.
    package var packages: any PackageDatabase
    /// RPM repositories to install from, in order of preference.
    package var repositories: [FilePath]
    /// Given as repositories, and none: something in a network.
    package var addresses: [String] = []
    /// The history's database, as this program opens it.
    package var history: FilePath
    /// How long a busy kernel is asked again, for each action.
    package var patience: Duration
    /// Told of each step when it begins and ends.
    package var progress: Progress
    /// Made when the operator wants an end; looked at between steps.
    package var stop: StopRequest

    /// - Parameter history: default is the place below `root`.
    package init(
        root: HostRoot = .running, calls: KernelCalls = .live,
        packages: any PackageDatabase = HostPackages(), repositories: [FilePath] = [],
        history: FilePath? = nil, patience: Duration = .seconds(10),
        progress: Progress = .silent, stop: StopRequest = StopRequest()
    ) {
        self.root = root
        self.calls = calls
        self.packages = packages
        self.repositories = repositories
        self.history = history ?? root.path(Self.defaultHistory)
        self.patience = patience
        self.progress = progress
        self.stop = stop
    }

    /// Takes the lock that every change needs, or fails at once.
    ///
    /// - Throws: `HostError.locked` with the process that has it; `.notPermitted` when only
    ///   root may.
    package func lock() throws -> HostLock { try HostLock(root) }

    /// The variant in the kernel, or nil.
    package func loaded() throws -> LoadedVariant? { try LoadedVariant.read(root) }

    /// What the kernel says is running.
    package func scheduler() throws -> SchedulerState { try loaded()?.scheduler ?? .stock }

    /// `uname -r` of the running kernel.
    package var kernelRelease: KernelRelease {
        get throws { KernelRelease(try root.text("/proc/sys/kernel/osrelease")) }
    }

    /// What `run` would do. Changes nothing and opens nothing for writing; it is
    /// true for as long as nobody else changes the host.
    package func plan(_ goal: HostGoal) throws -> HostPlan {
        try HostPlanner(self).plan(goal)
    }
}
