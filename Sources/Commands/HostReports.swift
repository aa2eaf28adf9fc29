// SPDX-License-Identifier: Apache-2.0
import Boundary
import Host
import Kernel
import Manifest
import Packaging
import RPM
import Support

/// What is there: for `sched status`, `list`, `history` and `verify`.
package struct HostReports: Sendable {
    /// The machine that is looked at; nothing on it is changed.
    package var host: Host

    package init(host: Host) { self.host = host }

    /// What `sched status --json` prints.
    package struct Status: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        /// The running release.
        package var kernel: KernelRelease
        /// `stock`, or the loaded variant.
        package var scheduler: String
        /// Of the loaded variant; nil for stock.
        package var version: String?
        /// As /sys/module names it. There also when the module is inserted and stock runs.
        package var module: String?
        /// Of the last switch, before the stop: looking at stacks while the machine runs.
        package var lookNanoseconds: UInt64?
        /// Nanoseconds of the last switch.
        package var stopNanoseconds: UInt64?
        /// Of the stop, the runtime's handler.
        package var handlerNanoseconds: UInt64?
        /// Of the handler, checking stacks.
        package var stackCheckNanoseconds: UInt64?
        /// How many CPUs the last switch stopped.
        package var cpus: Int?
        /// How many threads had their stacks checked.
        package var threads: Int?
        /// The task that was last in a switch's way, and where.
        package var blocker: String?
    }

    /// Read from the kernel alone.
    package func status() throws -> Status {
        var status = Status(
            kernel: try host.kernelRelease, scheduler: "stock")
        guard let loaded = try host.loaded() else { return status }
        status.module = loaded.module
        status.blocker = loaded.blocker
        if loaded.state == .loaded {
            status.scheduler = loaded.name.rawValue
            status.version = loaded.version
        }
        if let last = loaded.transition {
            status.lookNanoseconds = last.look
            status.stopNanoseconds = last.stop
            status.handlerNanoseconds = last.handler
            status.stackCheckNanoseconds = last.stackCheck
            status.cpus = last.cpus
            status.threads = last.threads
        }
        return status
    }

    /// What `sched list --json` prints.
    package struct Listing: Sendable, Codable {
        /// A new meaning of a key gets a new number (docs/exit-status.md).
        package var schema = 1
        /// By name, kernel, version and content.
        package var variants: [Variant]

        /// One version of a variant for one kernel.
        package struct Variant: Sendable, Codable, Hashable {
            package var name: VariantName
            package var version: String
            /// The release that it can be loaded into.
            package var kernel: KernelRelease
            /// Tells builds of one version apart; nil when the package does not say.
            package var content: Digest?
            /// The manifest's line about the variant.
            package var summary: String
            /// Its package is installed on this host.
            package var isInstalled: Bool
            /// Its scheduler runs now.
            package var isLoaded: Bool
            /// In a repository.
            package var isAvailable: Bool
        }
    }

    /// What is installed and what the repositories have, for every kernel.
    package func list() throws -> Listing {
        typealias Variant = Listing.Variant
        struct Key: Hashable {
            var name: VariantName
            var version: String
            var kernel: KernelRelease
            var content: Digest?
        }
        let running = try host.kernelRelease
        let loaded = try host.loaded()
        var found: [Key: Variant] = [:]
        for installed in try InstalledVariants(host.root).all() {
            let record = installed.record
            let key = Key(
                name: record.name, version: record.version, kernel: record.kernel,
                content: record.content)
            found[key] =
                Variant(
                    name: record.name, version: record.version, kernel: record.kernel,
                    content: record.content, summary: record.summary, isInstalled: true,
                    isLoaded: record.kernel == running && loaded?.isLoaded(from: record) == true,
                    isAvailable: false)
        }
        for repository in try host.openRepositories() {
            for package in try repository.packages() {
                let key = Key(
                    name: package.variant, version: package.version, kernel: package.kernel,
                    content: package.content)
                var variant =
                    found[key]
                    ?? Variant(
                        name: package.variant, version: package.version, kernel: package.kernel,
                        content: package.content, summary: package.summary, isInstalled: false,
                        isLoaded: false,
                        isAvailable: false)
                variant.isAvailable = true
                found[key] = variant
            }
        }
        return Listing(
            variants: found.values.sorted {
                if $0.name != $1.name { return $0.name < $1.name }
                if $0.kernel != $1.kernel {
                    return RPMVersion.isOlder($0.kernel.rawValue, than: $1.kernel.rawValue)
                }
                if $0.version != $1.version {
                    return RPMVersion.isOlder($0.version, than: $1.version)
                }
                return ($0.content?.hex ?? "") < ($1.content?.hex ?? "")
            })
    }

    /// Newest first; empty on a host where nothing was ever done.
    package func history(limit: Int?) throws -> HistoryDocument {
        guard Files.exists(host.history) else {
            // It may be there and not for everybody to see.
            let directory = host.history.removingLastComponent()
            if Files.exists(directory) { _ = try Files.list(directory) }
            return HistoryDocument(records: [])
        }
        let store = try HistoryStore(host.history, access: .readOnly)
        return HistoryDocument(records: try store.list(limit: limit))
    }

    /// What the running kernel's own code is, in one figure.
    package func kernelText() throws -> KernelText { try KernelText.read(host.root) }
}
