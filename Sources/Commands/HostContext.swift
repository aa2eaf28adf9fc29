// SPDX-License-Identifier: Apache-2.0
import Boundary
import FoundationEssentials
import Host
import Kernel
import Manifest
import Packaging
import RPM
import Support
import SystemPackage

/// What every verb of the host side works with.
package struct HostContext: Sendable {
    /// RPM repositories to install from, in order of preference.
    package var repositories: [FilePath]
    package var history: FilePath
    package var progress: Progress
    /// How long a busy kernel is asked again.
    package var patience: Duration

    package static let defaultHistory: FilePath = "/var/lib/sched/history.db"

    package init(
        repositories: [FilePath], history: FilePath = HostContext.defaultHistory,
        progress: Progress, patience: Duration = .seconds(10)
    ) {
        self.repositories = repositories
        self.history = history
        self.progress = progress
        self.patience = patience
    }

    var host: Host { Host(patience: patience, progress: progress) }

    /// What the kernel says is running.
    func current() throws -> SchedulerState {
        guard let loaded = try host.loaded(), loaded.state == .loaded else { return .stock }
        return .variant(loaded.name, version: loaded.version)
    }

    /// Looks for the newest package of a variant for exactly `kernel`.
    ///
    /// - Throws: `OperationError.otherKernelsOnly` with the releases that there
    ///   are packages for; `.unknownVariant`.
    func package(
        _ name: VariantName, version: String?, kernel: KernelRelease
    ) throws -> (repository: Repository, package: RepositoryPackage) {
        var others: Set<String> = []
        var names: Set<String> = []
        for path in repositories {
            let repository = Repository(path)
            guard repository.exists else { continue }
            if let found = try repository.find(name, version: version, kernel: kernel) {
                return (repository, found)
            }
            for package in try repository.packages() {
                names.insert(package.variant.rawValue)
                if package.variant == name { others.insert(package.kernel.rawValue) }
            }
        }
        guard others.isEmpty else {
            throw OperationError.otherKernelsOnly(
                name, version: version, kernels: others.sorted(), running: kernel)
        }
        throw OperationError.unknownVariant(
            name, available: names.sorted(), repositories: repositories)
    }
}
