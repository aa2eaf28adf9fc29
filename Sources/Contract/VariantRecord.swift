// SPDX-License-Identifier: Apache-2.0
import Support

/// What a host needs to know of an installed variant besides its module.
package struct VariantRecord: Sendable, Codable, Equatable {
    /// The version of `variant.json` that this program writes.
    /// 1: the host moved the module's addresses.
    package static let currentSchema = 2
    /// A host refuses a record of another schema.
    package var schema = VariantRecord.currentSchema
    package var name: VariantName
    /// As the manifest gives it; RPM orders it.
    package var version: String
    /// One line of the manifest that says what the variant is for.
    package var summary: String
    /// The only release that the module can be loaded into.
    package var kernel: KernelRelease
    /// Of the vmlinux that the variant was built for; equal to the running kernel's or
    /// refused.
    package var buildID: BuildID
    /// Link-time address of `_text`.
    package var textBase: UInt64
    /// Name of the module's file, in the same directory as the record.
    package var module: String
    /// Settings that the host applies while the variant is loaded.
    package var parameters: Parameters
    /// What the package is: see `PackageContent`. Nil in packages made before it was
    /// recorded.
    package var content: Digest?
    /// Functions of the kernel whose code differs from the stock kernel's, by
    /// source name, sorted. Nil in packages made before it was recorded.
    package var changedFunctions: [String]?

    /// Applied after load, undone at unload.
    package struct Parameters: Sendable, Codable, Equatable {
        /// As written to /sys/kernel/debug/sched/features: `NO_` ahead of a name clears it.
        package var schedFeatures: [String] = []
        /// Values by dotted name, such as `kernel.sched_rt_runtime_us`.
        package var sysctl: [String: String] = [:]

        /// Whether a variant may set that sysctl: those of the scheduler, whose names
        /// begin with `kernel.sched_`. Everything else is the host's.
        package static func isSchedulerSetting(_ name: String) -> Bool {
            let prefix = "kernel.sched_"
            let allowed = "abcdefghijklmnopqrstuvwxyz0123456789_"
            return name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count
                && name.utf8.dropFirst("kernel.".utf8.count).allSatisfy(allowed.utf8.contains)
        }

        package init(schedFeatures: [String] = [], sysctl: [String: String] = [:]) {
            self.schedFeatures = schedFeatures
            self.sysctl = sysctl
        }
    }

    package init(
        name: VariantName, version: String, summary: String, kernel: KernelRelease,
        buildID: BuildID, textBase: UInt64, module: String, parameters: Parameters
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.kernel = kernel
        self.buildID = buildID
        self.textBase = textBase
        self.module = module
        self.parameters = parameters
    }
}
