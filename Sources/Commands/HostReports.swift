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
    package var host: Host

    package init(host: Host) { self.host = host }

    package struct Status: Sendable, Codable {
        package var schema = 1
        package var kernel: KernelRelease
        /// `stock`, or the loaded variant.
        package var scheduler: String
        package var version: String?
        package var module: String?
        /// Nanoseconds of the last switch.
        package var stopNanoseconds: UInt64?
        package var handlerNanoseconds: UInt64?
        package var stackCheckNanoseconds: UInt64?
        package var cpus: Int?
        package var threads: Int?
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
            status.stopNanoseconds = last.stop
            status.handlerNanoseconds = last.handler
            status.stackCheckNanoseconds = last.stackCheck
            status.cpus = last.cpus
            status.threads = last.threads
        }
        return status
    }

    package struct Listing: Sendable, Codable {
        package var schema = 1
        package var variants: [Variant]

        package struct Variant: Sendable, Codable, Hashable {
            package var name: VariantName
            package var version: String
            package var kernel: KernelRelease
            package var summary: String
            package var isInstalled: Bool
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
        }
        let running = try host.kernelRelease
        let current = try host.scheduler()
        var found: [Key: Variant] = [:]
        for installed in try InstalledVariants(host.root).all() {
            let record = installed.record
            let state = SchedulerState.variant(record.name, version: record.version)
            found[Key(name: record.name, version: record.version, kernel: record.kernel)] =
                Variant(
                    name: record.name, version: record.version, kernel: record.kernel,
                    summary: record.summary, isInstalled: true,
                    isLoaded: record.kernel == running && state == current, isAvailable: false)
        }
        for path in host.repositories where Repository(path).exists {
            for package in try Repository(path).packages() {
                let key = Key(
                    name: package.variant, version: package.version, kernel: package.kernel)
                var variant =
                    found[key]
                    ?? Variant(
                        name: package.variant, version: package.version, kernel: package.kernel,
                        summary: package.summary, isInstalled: false, isLoaded: false,
                        isAvailable: false)
                variant.isAvailable = true
                found[key] = variant
            }
        }
        return Listing(
            variants: found.values.sorted {
                if $0.name != $1.name { return $0.name < $1.name }
                return $0.kernel == $1.kernel
                    ? RPMVersion.isOlder($0.version, than: $1.version)
                    : RPMVersion.isOlder($0.kernel.rawValue, than: $1.kernel.rawValue)
            })
    }

    /// Newest first; empty on a host where nothing was ever done.
    package func history(limit: Int?) throws -> HistoryDocument {
        guard Files.exists(host.history) else { return HistoryDocument(records: []) }
        let store = try HistoryStore(host.history, access: .readOnly)
        return HistoryDocument(records: try store.list(limit: limit))
    }

    /// What the running kernel's own code is, in one figure.
    package func kernelText() throws -> KernelText { try KernelText.read(host.root) }
}
