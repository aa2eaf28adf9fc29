// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// One version of a binary package, as apt's Packages files describe it.
package struct PackageRecord: Sendable, Equatable {
    /// Field `Package`.
    package var name: String
    /// Field `Version`; ordered by `DebianVersion`.
    package var version: String
    /// Field `Architecture`, such as `amd64` or `all`.
    package var architecture: String
    /// Field `SHA256`: of the package file.
    package var sha256: Digest
    /// Bytes of the package file.
    package var size: Int
    /// Name of the source package it was built from.
    package var source: String

    func locked(as role: Lock.Package.Role) -> Lock.Package {
        Lock.Package(
            role: role, name: name, version: version, architecture: architecture,
            sha256: sha256, size: size)
    }
}

extension PackageRecord {
    /// Reads what `apt-cache show` prints: stanzas of `Field: value` lines with
    /// an empty line between them (deb-control(5)). A stanza without SHA256 and
    /// Size describes an installed package, not one that can be fetched; it is
    /// left out, and so is a second stanza for the same name and version (the
    /// same file in two suites).
    package static func parse(_ text: String) -> [PackageRecord] {
        var seen: Set<String> = []
        var records: [PackageRecord] = []
        var fields: [Substring: Substring] = [:]
        let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines + [""] {
            if line.isEmpty {
                if let record = PackageRecord(fields: fields),
                    seen.insert(record.name + "=" + record.version).inserted
                {
                    records.append(record)
                }
                fields = [:]
            } else if line.first != " ", let colon = line.firstIndex(of: ":") {
                fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
            }
        }
        return records
    }

    private init?(fields: [Substring: Substring]) {
        guard let name = fields["Package"], let version = fields["Version"],
            let hash = fields["SHA256"], hash.utf8.count == 64,
            let size = fields["Size"].flatMap({ Int($0) })
        else { return nil }
        self.init(
            name: String(name), version: String(version),
            architecture: String(fields["Architecture"] ?? "all"),
            sha256: Digest(hex: hash.lowercased()), size: size,
            source: String((fields["Source"] ?? name).prefix { $0 != " " }))
    }
}
