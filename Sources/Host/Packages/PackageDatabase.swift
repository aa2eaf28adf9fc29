// SPDX-License-Identifier: Apache-2.0
import RPM
import SystemPackage

/// The packages of a host: librpm's database, or what a test puts in its place.
package protocol PackageDatabase: Sendable {
    /// Installed packages of that name, oldest version first. Opens nothing for
    /// writing.
    func installed(named name: String) throws -> [RPMPackage]
    /// Every installed package of a scheduler variant. Opens nothing for writing.
    func installedVariants() throws -> [RPMPackage]
    /// Runs the changes as one transaction.
    func run(_ changes: [RPMChange]) throws
}

/// The database below a root; `rpm -q` sees the same packages.
package struct HostPackages: PackageDatabase {
    /// What librpm takes for `/`; another one needs privileges (see `RPMDatabase`).
    package var root: FilePath = "/"
    /// Instead of librpm's configured `_dbpath`.
    package var databasePath: FilePath?

    /// Empty as well when there is no database yet.
    package func installed(named name: String) throws -> [RPMPackage] {
        guard try exists else { return [] }
        return try open(.readOnly).installed(named: name)
    }

    /// Packages that provide `scheduler-variant(…)`; empty as well when there is no
    /// database.
    package func installedVariants() throws -> [RPMPackage] {
        guard try exists else { return [] }
        return try open(.readOnly).installed(providingPrefix: "scheduler-variant(")
    }

    /// - Throws: `RPMError.refused` when nothing was changed, `.incomplete` when librpm
    ///   stopped on the way.
    package func run(_ changes: [RPMChange]) throws {
        var database = try open(.readWrite)
        try database.run(changes)
    }

    private var exists: Bool {
        get throws { try RPMDatabase.exists(root: root, databasePath: databasePath) }
    }

    private func open(_ access: RPMDatabase.Access) throws -> RPMDatabase {
        try RPMDatabase(root: root, databasePath: databasePath, access: access)
    }
}
