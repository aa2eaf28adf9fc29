// SPDX-License-Identifier: Apache-2.0
internal import History
internal import HostTransaction
internal import RPMStore
internal import Repositories
public import SchedModel
internal import SystemIO

/// What is there: for `sched status`, `list` and `history`.
public struct HostReports: Sendable {
    public var context: HostContext

    public init(context: HostContext) { self.context = context }

    public struct Status: Sendable, Codable {
        public var schema = 1
        public var kernel: KernelRelease
        /// `stock`, or the loaded variant.
        public var scheduler: String
        public var version: String?
        public var module: String?
        /// Nanoseconds of the last switch.
        public var stopNanoseconds: UInt64?
        public var handlerNanoseconds: UInt64?
        public var stackCheckNanoseconds: UInt64?
        public var cpus: Int?
        public var threads: Int?
        public var blocker: String?
    }

    /// Read from the kernel alone.
    public func status() throws -> Status {
        var status = Status(
            kernel: KernelRelease(Surroundings.kernelRelease), scheduler: "stock")
        guard let loaded = try context.host.loaded() else { return status }
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

    public struct Listing: Sendable, Codable {
        public var schema = 1
        public var variants: [Variant]

        public struct Variant: Sendable, Codable, Hashable {
            public var name: VariantName
            public var version: String
            public var kernel: KernelRelease
            public var summary: String
            public var isInstalled: Bool
            public var isLoaded: Bool
            /// In a repository.
            public var isAvailable: Bool
        }
    }

    /// What is installed and what the repositories have, for every kernel.
    public func list() throws -> Listing {
        typealias Variant = Listing.Variant
        struct Key: Hashable {
            var name: VariantName
            var version: String
            var kernel: KernelRelease
        }
        let running = KernelRelease(Surroundings.kernelRelease)
        let current = try context.current()
        var found: [Key: Variant] = [:]
        for installed in try InstalledVariants().all() {
            let record = installed.record
            let state = SchedulerState.variant(record.name, version: record.version)
            found[Key(name: record.name, version: record.version, kernel: record.kernel)] =
                Variant(
                    name: record.name, version: record.version, kernel: record.kernel,
                    summary: record.summary, isInstalled: true,
                    isLoaded: record.kernel == running && state == current, isAvailable: false)
        }
        for path in context.repositories where Repository(path).exists {
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
                ($0.name.rawValue, $0.kernel.rawValue, $0.version)
                    < ($1.name.rawValue, $1.kernel.rawValue, $1.version)
            })
    }
}
