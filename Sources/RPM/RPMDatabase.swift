// SPDX-License-Identifier: Apache-2.0
internal import CRPM
import Glibc
import SystemPackage

/// The database of installed packages below a root, open for reading. Where it
/// lies is librpm's own configuration (`_dbpath`), so that `rpm -q` sees the
/// same packages.
///
/// The handle keeps the database open until it goes out of scope. A root other
/// than `/` needs privileges: librpm enters it with chroot(2) for the time of a
/// transaction, and the whole process with it.
package struct RPMDatabase: ~Copyable {
    let set: rpmts
    let root: FilePath
    let databasePath: FilePath?

    /// What a database is opened for.
    package enum Access: Sendable {
        /// Creates the database when there is none.
        case readWrite
        /// The database must exist.
        case readOnly
    }

    /// Opens the database.
    ///
    /// - Parameter databasePath: instead of the configured `_dbpath`.
    package init(
        root: FilePath = "/", databasePath: FilePath? = nil, access: Access = .readWrite
    ) throws(RPMError) {
        self.root = root
        self.databasePath = databasePath
        set = try Library.call(databasePath: databasePath) { (log) throws(RPMError) in
            guard let set = rpmtsCreate() else {
                throw .database(path: Library.expand("%{_dbpath}"), log: log())
            }
            // Without write permission an existing database can still be read.
            guard rpmtsSetRootDir(set, root.string) == 0,
                access == .readWrite && rpmtsOpenDB(set, O_RDWR | O_CREAT) == 0
                    || rpmtsOpenDB(set, O_RDONLY) == 0
            else {
                rpmtsFree(set)
                throw .database(path: Library.expand("%{_dbpath}"), log: log())
            }
            return set
        }
    }

    /// Whether there is a database below `root`.
    package static func exists(
        root: FilePath = "/", databasePath: FilePath? = nil
    ) throws(RPMError) -> Bool {
        try Library.call(databasePath: databasePath) { (_) throws(RPMError) in
            let directory = root.appending(Library.expand("%{_dbpath}"))
            // Of the backends sqlite, ndb and bdb.
            return ["rpmdb.sqlite", "Packages.db", "Packages"].contains {
                access(directory.appending($0).string, F_OK) == 0
            }
        }
    }

    deinit {
        let set = set
        try? Library.call(databasePath: databasePath) { (_) throws(RPMError) in
            rpmtsCloseDB(set)
            rpmtsFree(set)
        }
    }

    /// Every installed package of that name, oldest version first.
    package func installed(named name: String) throws(RPMError) -> [RPMPackage] {
        try matches(RPMDBI_NAME, name)
    }

    /// Every installed package that provides exactly that name.
    package func installed(providing name: String) throws(RPMError) -> [RPMPackage] {
        try matches(RPMDBI_PROVIDENAME, name)
    }

    /// Every installed package with a provide whose name begins with `prefix`,
    /// such as `scheduler-variant(`. Walks the index, not the packages.
    package func installed(providingPrefix prefix: String) throws(RPMError) -> [RPMPackage] {
        let names = try Library.call(databasePath: databasePath) { (_) throws(RPMError) in
            keys(beginningWith: prefix)
        }
        var found: Set<RPMPackage> = []
        for name in names { found.formUnion(try installed(providing: name)) }
        return found.sorted(by: Self.precedes)
    }

    /// Every installed package, by name; of one name the oldest version first.
    package func allInstalled() throws(RPMError) -> [RPMPackage] {
        try matches(RPMDBI_PACKAGES, nil)
    }

    private func matches(_ index: rpmDbiTag_e, _ key: String?) throws(RPMError) -> [RPMPackage] {
        try Library.call(databasePath: databasePath) { (_) throws(RPMError) in
            let iterator = rpmtsInitIterator(set, rpmDbiTagVal(index.rawValue), key, 0)
            defer { rpmdbFreeIterator(iterator) }
            var found: [RPMPackage] = []
            while let header = rpmdbNextIterator(iterator) { found.append(readPackage(header)) }
            return found.sorted(by: Self.precedes)
        }
    }

    private func keys(beginningWith prefix: String) -> [String] {
        guard
            let iterator = rpmdbIndexIteratorInit(
                rpmtsGetRdb(set), rpmDbiTag(RPMDBI_PROVIDENAME.rawValue))
        else { return [] }
        defer { rpmdbIndexIteratorFree(iterator) }
        var key: UnsafeRawPointer?
        var length = 0
        var names: [String] = []
        while rpmdbIndexIteratorNext(iterator, &key, &length) == 0 {
            guard let key else { continue }
            let bytes = UnsafeRawBufferPointer(start: key, count: length)
            if bytes.starts(with: prefix.utf8) {
                names.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        return names
    }

    private static func precedes(_ a: RPMPackage, _ b: RPMPackage) -> Bool {
        a.nevra.name == b.nevra.name
            ? a.nevra.isOlder(than: b.nevra) : a.nevra.name < b.nevra.name
    }
}
