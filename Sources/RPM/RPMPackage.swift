// SPDX-License-Identifier: Apache-2.0

/// One relation of a package, such as `scheduler-variant(throughput) = 1.0.0`.
/// A rich dependency stands whole in `name`.
package struct RPMDependency: Hashable, Sendable, Codable, CustomStringConvertible {
    /// A package, a file path or a capability such as `scheduler-variant(throughput)`.
    package var name: String
    /// `=`, `<`, `<=`, `>`, `>=`, or empty when no version is asked for.
    package var comparison: String
    /// `[epoch:]version[-release]`; empty without a comparison.
    package var version: String

    package init(_ name: String, _ comparison: String = "", _ version: String = "") {
        self.name = name
        self.comparison = comparison
        self.version = version
    }

    package var description: String {
        comparison.isEmpty ? name : "\(name) \(comparison) \(version)"
    }
}

/// What identifies one build of a package.
package struct NEVRA: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Name of the package alone, such as `scheduler-throughput`.
    package var name: String
    /// Nil and 0 compare equal, as RPM compares them.
    package var epoch: Int?
    /// Upstream's, without epoch and release.
    package var version: String
    /// The packager's count of builds of one version.
    package var release: String
    /// Such as `x86_64` or `noarch`.
    package var architecture: String

    package init(
        name: String, epoch: Int? = nil, version: String, release: String, architecture: String
    ) {
        self.name = name
        self.epoch = epoch
        self.version = version
        self.release = release
        self.architecture = architecture
    }

    /// `name-[epoch:]version-release.arch`
    package var description: String {
        "\(name)-\(epoch.map { "\($0):" } ?? "")\(version)-\(release).\(architecture)"
    }
}

/// What the header of a package says, whether the package is a file or
/// installed.
package struct RPMPackage: Hashable, Sendable {
    /// Which build of which package it is.
    package var nevra: NEVRA
    /// RPM's Summary tag: one line.
    package var summary: String
    /// RPM's License tag, an SPDX expression in our own packages.
    package var license: String
    /// What must be installed with it.
    package var requires: [RPMDependency]
    /// What other packages may require of it.
    package var provides: [RPMDependency]
    /// Absolute paths, in the header's order.
    package var files: [String]
    /// Bytes of all files together.
    package var installedSize: Int
    /// Seconds since 1970.
    package var buildTime: Int
    /// SHA-256 of the header in hexadecimal, which covers the digests of all files:
    /// the same for a package file and for what was installed from it. Empty in
    /// packages made before RPM 4.14.
    package var headerDigest = ""

    /// Whether both are the same build with the same content.
    package func isSame(as other: RPMPackage) -> Bool {
        nevra == other.nevra && headerDigest == other.headerDigest
    }

    /// The version given with the provide of that name.
    package func provided(_ name: String) -> String? {
        provides.first { $0.name == name }?.version
    }
}
