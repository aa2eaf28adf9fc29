// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Decides from names and records alone which packages make up a kernel.
///
/// Debian's names: `linux-image-<release>-unsigned` (or the signed
/// `linux-image-<release>`, the same content), `linux-image-<release>-dbg`,
/// `linux-headers-<release>`, `linux-source-<series>`. All four carry the same
/// version when they come from the same source.
package enum KernelSelection {
    /// Whether all packages of one version are there.
    package enum Outcome: Sendable, Equatable {
        case complete(Lock.Kernel)
        /// What is missing, one phrase each; nothing at all is known of the
        /// release when `isKnown` is false.
        case incomplete(missing: [String], isKnown: Bool)
    }

    /// Releases that have a debug package, newest first. Meta packages such as
    /// `linux-image-6.12-cloud-amd64-dbg` name no release (two numbers, not
    /// three) and are left out.
    package static func releases(inPackageNames names: [String]) -> [KernelRelease] {
        let found = names.compactMap { name -> String? in
            guard name.hasPrefix("linux-image-"), name.hasSuffix("-dbg") else { return nil }
            let release = String(name.dropFirst(12).dropLast(4))
            let numbers = release.prefix { $0 != "-" && $0 != "+" }.split(separator: ".")
            return numbers.count >= 3 && numbers.allSatisfy { Int($0) != nil } ? release : nil
        }
        return Set(found).map(DebianVersion.init).sorted(by: >).map { KernelRelease($0.text) }
    }

    /// Every package that may belong to the release.
    package static func packageNames(for release: KernelRelease) -> [String] {
        Lock.Package.Role.allCases.flatMap { names(of: $0, release) }
    }

    /// In order of preference.
    private static func names(of role: Lock.Package.Role, _ release: KernelRelease) -> [String] {
        switch role {
        case .image: ["linux-image-\(release)-unsigned", "linux-image-\(release)"]
        case .debug: ["linux-image-\(release)-dbg"]
        case .headers: ["linux-headers-\(release)"]
        case .source: ["linux-source-\(release.series)"]
        }
    }

    /// The newest version for which all four packages exist.
    package static func kernel(_ release: KernelRelease, among records: [PackageRecord]) -> Outcome
    {
        let images = records.filter { names(of: .image, release).contains($0.name) }
        let debugs = records.filter { names(of: .debug, release).contains($0.name) }
        let versions = Set((images + debugs).map(\.version)).map(DebianVersion.init)
            .sorted(by: >).map(\.text)
        var firstMissing: [String]?
        for version in versions {
            let (packages, missing) = packages(release, version, records)
            if missing.isEmpty {
                return .complete(
                    Lock.Kernel(release: release, sourceVersion: version, packages: packages))
            }
            firstMissing = firstMissing ?? missing
        }
        let nothing = packageNames(for: release).dropLast()
        return .incomplete(
            missing: firstMissing ?? Array(nothing), isKnown: firstMissing != nil)
    }

    private static func packages(
        _ release: KernelRelease, _ version: String, _ records: [PackageRecord]
    ) -> (found: [Lock.Package], missing: [String]) {
        var found: [Lock.Package] = []
        var missing: [String] = []
        for role in Lock.Package.Role.allCases {
            let wanted = names(of: role, release)
            let record = wanted.lazy.compactMap { name in
                records.first { $0.name == name && $0.version == version }
            }.first
            if let record {
                found.append(record.locked(as: role))
            } else {
                missing.append("\(wanted[0]) \(version)")
            }
        }
        return (found, missing)
    }
}
