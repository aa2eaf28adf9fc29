// SPDX-License-Identifier: Apache-2.0
import Support

/// A value together with the place in the manifest where it stands, so that a
/// later stage can point at the line that caused what it found.
package struct Located<Value: Sendable>: Sendable {
    package var value: Value
    package var location: SourceLocation

    package init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}

/// A variant as its manifest describes it. Everything has been checked for
/// form; whether the kernel, the patches' hunks and the functions exist is
/// decided by later stages.
package struct Manifest: Sendable {
    /// The manifest file's absolute path; patches are relative to its directory.
    package var path: String
    /// The manifest file as it was read.
    package var content = FileContent()
    package var name: Located<VariantName>
    /// Upstream version: `[0-9A-Za-z.+~^_]+`, as RPM compares it.
    package var version: Located<String>
    package var summary: String
    package var description: String?
    package var license: String
    package var base: Base
    package var boundary: BoundarySpec
    package var patches: [Patch] = []
    package var sidecars: [Located<Sidecar>] = []
    /// Variables that the variant owns instead of inheriting.
    package var privateVariables: [Located<String>] = []
    package var parameters: Parameters = Parameters()
    /// Private variables that code outside uses as well, with the reason why
    /// that does no harm.
    package var unsafe: [Located<UnsafeVariable>] = []

    package struct UnsafeVariable: Sendable, Hashable, Codable {
        package var name: String
        package var reason: String
    }

    package struct Base: Sendable {
        /// Exact releases, or one pattern (`6.1.0-*-cloud-amd64`), or `newest`.
        package var kernels: [Located<String>]
        package var source: Located<KernelSource>
    }

    package enum KernelSource: String, Sendable, Codable, CaseIterable {
        case debian
        case rpm
        case tree
    }

    /// A recipe's name, and what the manifest adds to or removes from it.
    package struct BoundarySpec: Sendable {
        package var recipe: Located<String>
        package var files = Change()
        package var interface = Change()
        package var shared = Change()
        package var `private` = Change()
        /// Whose files stand for the recipe's.
        package var listed: PublicBoundary?
    }

    package struct Change: Sendable {
        package var add: [Located<String>] = []
        package var remove: [Located<String>] = []
        package init() {}
    }

    package struct Sidecar: Sendable, Hashable, Codable {
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
        /// sysctl names in dotted form, such as `kernel.sched_rt_runtime_us`.
        package var sysctl: [Located<SysctlSetting>] = []
        package init() {}
    }

    package struct SysctlSetting: Sendable, Equatable {
        package var name: String
        package var value: String
    }
}

extension Manifest.Base {
    package init(kernels: [Located<String>], from source: Located<Manifest.KernelSource>) {
        self.kernels = kernels
        self.source = source
    }
}
