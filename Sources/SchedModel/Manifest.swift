// SPDX-License-Identifier: Apache-2.0
public import Diagnostics

/// A value together with the place in the manifest where it stands, so that a
/// later stage can point at the line that caused what it found.
public struct Located<Value: Sendable>: Sendable {
    public var value: Value
    public var location: SourceLocation

    public init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}

/// A variant as its manifest describes it. Everything has been checked for
/// form; whether the kernel, the patches' hunks and the functions exist is
/// decided by later stages.
public struct Manifest: Sendable {
    /// The manifest file's absolute path; patches are relative to its folder.
    public var path: String
    public var name: Located<VariantName>
    /// Upstream version: `[0-9A-Za-z.+~^_]+`, as RPM compares it.
    public var version: Located<String>
    public var summary: String
    public var description: String?
    public var license: String
    public var base: Base
    public var boundary: BoundarySpec
    public var patches: [Located<Patch>]
    public var sidecars: [Located<Sidecar>]
    /// Variables that the variant owns instead of inheriting.
    public var privateVariables: [Located<String>]
    public var parameters: Parameters
    /// Private variables that code outside uses as well, with the reason why
    /// that does no harm.
    public var unsafe: [Located<UnsafeVariable>] = []

    public struct UnsafeVariable: Sendable, Hashable, Codable {
        public var name: String
        public var reason: String
        public init(name: String, reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    public struct Base: Sendable {
        /// Exact releases, or one pattern (`6.1.0-*-cloud-amd64`), or `newest`.
        public var kernels: [Located<String>]
        public var source: Located<KernelSource>
    }

    public enum KernelSource: String, Sendable, Codable, CaseIterable {
        case debian
        case rpm
        case tree
    }

    /// A recipe's name, and what the manifest adds to or removes from it.
    public struct BoundarySpec: Sendable {
        public var recipe: Located<String>
        public var files = Change()
        public var interface = Change()
        public var shared = Change()
        public var `private` = Change()
        /// Whose files stand for the recipe's.
        public var listed: PublicBoundary?

        public init(recipe: Located<String>) { self.recipe = recipe }
    }

    public struct Change: Sendable {
        public var add: [Located<String>] = []
        public var remove: [Located<String>] = []
        public init() {}
    }

    public struct Patch: Sendable, Equatable {
        /// As written in the manifest.
        public var name: String
        /// Absolute path of the patch file.
        public var path: String
        public init(name: String, path: String) {
            self.name = name
            self.path = path
        }
    }

    public struct Sidecar: Sendable, Hashable, Codable {
        public var function: String
        /// Path in the kernel tree, such as `kernel/sched/cpuacct.c`.
        public var file: String
        public init(function: String, file: String) {
            self.function = function
            self.file = file
        }
    }

    /// Settings applied after load and undone at unload.
    public struct Parameters: Sendable {
        /// Names as written to /sys/kernel/debug/sched/features (`NO_` clears).
        public var schedFeatures: [Located<String>] = []
        /// sysctl names in dotted form, such as `kernel.sched_rt_runtime_us`.
        public var sysctl: [Located<SysctlSetting>] = []
        public init() {}
    }

    public struct SysctlSetting: Sendable, Equatable {
        public var name: String
        public var value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        path: String, name: Located<VariantName>, version: Located<String>, summary: String,
        description: String? = nil, license: String, base: Base, boundary: BoundarySpec,
        patches: [Located<Patch>] = [], sidecars: [Located<Sidecar>] = [],
        privateVariables: [Located<String>] = [], parameters: Parameters = Parameters()
    ) {
        self.path = path
        self.name = name
        self.version = version
        self.summary = summary
        self.description = description
        self.license = license
        self.base = base
        self.boundary = boundary
        self.patches = patches
        self.sidecars = sidecars
        self.privateVariables = privateVariables
        self.parameters = parameters
    }
}

extension Manifest.Base {
    public init(kernels: [Located<String>], from source: Located<Manifest.KernelSource>) {
        self.kernels = kernels
        self.source = source
    }
}
