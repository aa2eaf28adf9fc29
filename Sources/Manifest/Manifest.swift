// SPDX-License-Identifier: Apache-2.0
import Support

/// A value together with the place in the manifest where it stands, so that a
/// later stage can point at the line that caused what it found.
package struct Located<Value: Sendable>: Sendable {
    /// What was written.
    package var value: Value
    /// Where it was written.
    package var location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}

/// A variant as its manifest describes it. Everything in it is well-formed;
/// whether the kernel, the patches' hunks and the functions exist is
/// decided by later stages.
package struct Manifest: Sendable {
    /// The manifest file's absolute path; patches are relative to its directory.
    package var path: String
    /// The manifest file as it was read.
    package var content = FileContent()
    /// The variant's name.
    package var name: Located<VariantName>
    /// Upstream version: `[0-9A-Za-z.+~^_]+`, as RPM compares it.
    package var version: Located<String>
    /// What the variant is for, in one line.
    package var summary: String
    /// A longer text: for whom, at what cost.
    package var description: String?
    /// SPDX identifier.
    package var license: String
    /// The stock kernels that it is made for.
    package var base: Base
    /// Which part of the kernel is replaced.
    package var boundary: BoundarySpec
    /// In the order in which they are applied.
    package var patches: [Patch] = []
    /// Functions outside the boundary that are replaced with it.
    package var sidecars: [Located<Sidecar>] = []
    /// Variables that the variant owns instead of inheriting.
    package var privateVariables: [Located<String>] = []
    /// Settings that are applied after load.
    package var parameters: Parameters = Parameters()
    /// Private variables that code outside uses as well, with the reason why
    /// that does no harm.
    package var unsafe: [Located<UnsafeVariable>] = []

    /// A private variable that code outside uses too, and why that does no harm.
    package struct UnsafeVariable: Sendable, Hashable, Codable {
        /// Its name in the kernel's source.
        package var name: String
        /// The author's words.
        package var reason: String
    }

    /// The stock kernels of a variant.
    package struct Base: Sendable {
        /// Exact releases, or one pattern (`6.1.0-*-cloud-amd64`), or `newest`.
        package var kernels: [Located<String>]
        /// Where their packages come from.
        package var source: Located<KernelSource>
    }

    /// Where kernels come from; only `debian` is supported.
    package enum KernelSource: String, Sendable, Codable, CaseIterable {
        case debian
        case rpm
        case tree
    }

    /// A recipe's name, and what the manifest adds to or removes from it.
    package struct BoundarySpec: Sendable {
        /// A directory of recipes/kernels.
        package var recipe: Located<String>
        /// Changes to the files whose functions are replaced.
        package var files = Change()
        /// Changes to the functions that are redirected.
        package var interface = Change()
        /// Variables that are taken over from vmlinux in any case.
        package var shared = Change()
        /// Variables that the variant owns.
        package var `private` = Change()
        /// Whose files stand for the recipe's.
        package var listed: PublicBoundary?
    }

    /// Names that are added to a list of the recipe, or taken out of it.
    package struct Change: Sendable {
        /// In the order of the file.
        package var add: [Located<String>] = []
        /// In the order of the file.
        package var remove: [Located<String>] = []
        package init() {}
    }

    /// A single function that is replaced.
    package struct Sidecar: Sendable, Hashable, Codable {
        /// Its name in the source.
        package var function: String
        /// Path in the kernel tree, such as `kernel/sched/cpuacct.c`.
        package var file: String
        package init(function: String, file: String) {
            self.function = function
            self.file = file
        }
    }

    /// Settings applied after load and undone at unload.
    package struct Parameters: Sendable {
        /// Names as written to /sys/kernel/debug/sched/features (`NO_` clears).
        package var schedFeatures: [Located<String>] = []
        /// sysctl names with dots, such as `kernel.sched_rt_runtime_us`.
        package var sysctl: [Located<SysctlSetting>] = []
        package init() {}
    }

    /// A sysctl and the value that it gets.
    package struct SysctlSetting: Sendable, Equatable {
        /// Dotted name, such as `kernel.sched_rt_runtime_us`.
        package var name: String
        /// What is written to the file below /proc/sys.
        package var value: String
    }
}

extension Manifest.Base {
    package init(kernels: [Located<String>], from source: Located<Manifest.KernelSource>) {
        self.kernels = kernels
        self.source = source
    }
}
