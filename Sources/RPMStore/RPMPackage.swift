// SPDX-License-Identifier: Apache-2.0

/// One relation of a package, such as `scheduler-variant(throughput) = 1.0.0`.
/// A rich dependency stands whole in `name`.
public struct RPMDependency: Hashable, Sendable, Codable, CustomStringConvertible {
    public var name: String
    /// `=`, `<`, `<=`, `>`, `>=`, or empty when no version is asked for.
    public var comparison: String
    public var version: String

    public init(_ name: String, _ comparison: String = "", _ version: String = "") {
        self.name = name
        self.comparison = comparison
        self.version = version
    }

    public var description: String {
        comparison.isEmpty ? name : "\(name) \(comparison) \(version)"
    }
}

/// What identifies one build of a package.
public struct NEVRA: Hashable, Sendable, Codable, CustomStringConvertible {
    public var name: String
    /// Nil and 0 compare equal, as RPM compares them.
    public var epoch: Int?
    public var version: String
    public var release: String
    public var architecture: String

    public init(
        name: String, epoch: Int? = nil, version: String, release: String, architecture: String
    ) {
        self.name = name
        self.epoch = epoch
        self.version = version
        self.release = release
        self.architecture = architecture
    }

    /// `name-[epoch:]version-release.arch`
    public var description: String {
        "\(name)-\(epoch.map { "\($0):" } ?? "")\(version)-\(release).\(architecture)"
    }
}

/// What the header of a package says, whether the package is a file or
/// installed.
public struct RPMPackage: Hashable, Sendable {
    public var nevra: NEVRA
    public var summary: String
    public var license: String
    public var requires: [RPMDependency]
    public var provides: [RPMDependency]
    /// Absolute paths, in the header's order.
    public var files: [String]
    /// Bytes of all files together.
    public var installedSize: Int
    /// Seconds since 1970.
    public var buildTime: Int

    public init(
        nevra: NEVRA, summary: String, license: String, requires: [RPMDependency],
        provides: [RPMDependency], files: [String], installedSize: Int, buildTime: Int
    ) {
        self.nevra = nevra
        self.summary = summary
        self.license = license
        self.requires = requires
        self.provides = provides
        self.files = files
        self.installedSize = installedSize
        self.buildTime = buildTime
    }

    /// The version given with the provide of that name.
    public func provided(_ name: String) -> String? {
        provides.first { $0.name == name }?.version
    }
}
