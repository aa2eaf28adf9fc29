// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage
import Testing
@testable import RPM
@testable import Support

/// Transactions below a root of their own. librpm enters the root with
/// chroot(2), and the process with it: each test runs in a process of its own.
@Suite struct DatabaseTests {
    @Test func `a missing database is created empty`() throws {
        let directory = try Files.makeTemporaryDirectory("database")
        defer { try? Files.remove(directory) }
        let database = try RPMDatabase(databasePath: directory.appending("db"))
        #expect(try database.allInstalled().isEmpty)
        #expect(try !Files.list(directory.appending("db")).isEmpty)
    }

    /// librpm's configured place, so that `rpm -q` sees the same packages. Debian's
    /// asks bash for it; a small guest that has none gets the same answer.
    @Test(
        .enabled(if: Files.exists("/etc/debian_version"), "elsewhere the place is a fixed one"),
        arguments: ["/usr/bin:/bin", "/nowhere"])
    func `the configured place is used`(searchPath: String) async throws {
        let home = try Files.makeTemporaryDirectory("home")
        defer { try? Files.remove(home) }
        await #expect(processExitsWith: .success) {
            [home = home.string as String, searchPath = searchPath as String] in
            setenv("HOME", home, 1)
            setenv("PATH", searchPath, 1)
            let database = try RPMDatabase()
            #expect(try database.allInstalled().isEmpty)
        }
        let place = try await Command(
            "rpm", ["-E", "%_dbpath"], environment: ["HOME": home.string]
        )
        .runChecked().text.split(whereSeparator: \.isNewline)
        #expect(place == ["\(home)/.rpmdb"])
        #expect(Files.exists(home.appending(".rpmdb/rpmdb.sqlite")))
    }

    @Test func `install query upgrade erase`() async {
        await #expect(processExitsWith: .success) {
            let directory = try Files.makeTemporaryDirectory("database")
            defer { try? Files.remove(directory) }
            let root = directory.appending("root")
            try Files.createDirectory(root)
            let first = try await TrialPackage(directory: directory).build()
            let second = try await TrialPackage(version: "1.10", directory: directory).build()
            let other = try await TrialPackage(name: "other", directory: directory).build()
            let file = root.appending("usr/lib/trial/trial/version")

            var database = try RPMDatabase(root: root, databasePath: "/db")
            try database.run([.install(first)], options: .init(dryRun: true))
            #expect(try database.allInstalled().isEmpty && !Files.exists(file))

            var steps: [RPMProgress] = []
            try database.run([.install(first), .install(other)]) { steps.append($0) }
            #expect(try Files.readText(file) == "1.0\n")
            let finished = steps.compactMap { step -> String? in
                guard case .installing(let name, let bytes, let total) = step, bytes == total
                else { return nil }
                return name
            }
            #expect(Set(finished) == ["trial-1.0-1.noarch", "other-1.0-1.noarch"])
            let names = try database.installed(providingPrefix: "scheduler-variant(").map(
                \.nevra.name)
            #expect(names == ["other", "trial"])

            try database.run([.upgrade(second)])
            #expect(try database.installed(named: "trial").map(\.nevra.version) == ["1.10"])
            #expect(try Files.readText(file) == "1.10\n")
            // The outside view: rpm itself, in the same place.
            let rpm = try await Command(
                "rpm", ["--root", root.string, "--dbpath", "/db", "-qa"]
            ).runChecked()
            #expect(rpm.text.contains("trial-1.10-1.noarch"))

            let installed = try database.installed(named: "trial")[0].nevra
            try database.run([.erase(installed)])
            #expect(!Files.exists(file))
            #expect(try database.installed(named: "trial").isEmpty)
            #expect(throws: RPMError.notInstalled("trial-1.10-1.noarch")) {
                try RPMDatabase.erase(installed, root, "/db")
            }
        }
    }

    @Test func `problems are values`() async {
        await #expect(processExitsWith: .success) {
            let directory = try Files.makeTemporaryDirectory("database")
            defer { try? Files.remove(directory) }
            let root = directory.appending("root")
            try Files.createDirectory(root)
            let needy = try await TrialPackage(
                directory: directory, requires: "absent-thing >= 3"
            ).build()
            let new = try await TrialPackage(name: "plain", version: "2", directory: directory)
                .build()
            let old = try await TrialPackage(name: "plain", version: "1", directory: directory)
                .build()
            var database = try RPMDatabase(root: root, databasePath: "/db")
            #expect(problems(&database, [.install(needy)]) == [.requires])
            try database.run([.install(new)])
            #expect(problems(&database, [.install(new)]).contains(.alreadyInstalled))
            #expect(problems(&database, [.upgrade(old)]).contains(.newerInstalled))
            #expect(problems(&database, [.install(old)]).contains(.fileConflict))
            // Handing files over within one transaction is no conflict, and an older
            // build may take the place of a newer one.
            let installed = try database.installed(named: "plain")[0].nevra
            try database.run([.install(old), .erase(installed)])
            #expect(try database.installed(named: "plain").map(\.nevra.version) == ["1"])
            try database.run([.reinstall(old)])
        }
    }

    /// An initramfs may live in ramfs, which says that it has no space at all.
    @Test(.enabled(if: Surroundings.isRoot, "mounting needs root"))
    func `a file system without a size is not full`() async throws {
        let directory = try Files.makeTemporaryDirectory("database")
        defer { try? Files.remove(directory) }
        let root = directory.appending("root")
        try Files.createDirectory(root)
        let mounted = try await Command("mount", ["-t", "ramfs", "none", root.string]).run()
        try #require(mounted.isSuccess, "\(mounted.errorText)")
        let package = try await TrialPackage(directory: directory).build().string
        await #expect(processExitsWith: .success) {
            [root = root.string as String, package = package as String] in
            var database = try RPMDatabase(root: FilePath(root), databasePath: "/db")
            try database.run([.install(FilePath(package))])
            #expect(Files.exists(FilePath(root).appending("usr/lib/trial/trial/version")))
        }
        try await Command("umount", ["-l", root.string]).runChecked()
    }

    @Test func `a refusing scriptlet keeps the package`() async {
        await #expect(processExitsWith: .success) {
            let directory = try Files.makeTemporaryDirectory("database")
            defer { try? Files.remove(directory) }
            let root = directory.appending("root")
            try Files.createDirectory(root)
            let package = try await TrialPackage(
                directory: directory, beforeRemoval: "error('still in use')"
            ).build()
            var database = try RPMDatabase(root: root, databasePath: "/db")
            try database.run([.install(package)])
            let nevra = try database.installed(named: "trial")[0].nevra
            do {
                try database.run([.erase(nevra)])
                Issue.record("the package was removed")
            } catch RPMError.incomplete(let log) {
                #expect(log.contains { $0.contains("still in use") })
            }
            #expect(try database.installed(named: "trial").count == 1)
        }
    }
}

extension RPMDatabase {
    static func erase(_ nevra: NEVRA, _ root: FilePath, _ path: FilePath) throws {
        var database = try RPMDatabase(root: root, databasePath: path)
        try database.run([.erase(nevra)])
    }
}

func problems(_ database: inout RPMDatabase, _ changes: [RPMChange]) -> [RPMProblem.Kind] {
    do {
        try database.run(changes)
        return []
    } catch .refused(let problems, _) {
        return problems.map(\.kind)
    } catch {
        print(error)
        return [.other]
    }
}
