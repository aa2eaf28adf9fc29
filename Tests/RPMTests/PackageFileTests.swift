// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage
import Testing
@testable import RPM
@testable import Support

@Suite struct PackageFileTests {
    @Test func `header of a real package`() async throws {
        let directory = try Files.makeTemporaryDirectory("package-file")
        defer { try? Files.remove(directory) }
        let path = try await TrialPackage(directory: directory, requires: "(other = 2 if other)")
            .build()
        let file = try RPMPackageFile(path)
        #expect(file.package.nevra.description == "trial-1.0-1.noarch")
        #expect(file.package.nevra.epoch == nil)
        #expect(file.package.summary == "A trial of trial")
        #expect(file.package.license == "Apache-2.0")
        #expect(file.package.files == ["/usr/lib/trial/trial/version"])
        #expect(file.package.installedSize == 4)
        #expect(file.package.provided("scheduler-variant(trial)") == "1.0")
        #expect(file.package.requires.contains(RPMDependency("(other = 2 if other)")))
        #expect(file.size == Files.size(path))
        #expect(file.headerRange.upperBound < file.size)
        #expect(try file.sha256() == SHA256.hex(of: Files.read(path)))
    }

    /// Keys are looked up in the database; a build host may have none.
    @Test(.enabled(if: Files.exists("/etc/debian_version"), "elsewhere the place is a fixed one"))
    func `reading needs and makes no database`() async throws {
        let directory = try Files.makeTemporaryDirectory("package-file")
        defer { try? Files.remove(directory) }
        let path = try await TrialPackage(directory: directory).build().string
        let home = directory.appending("home")
        await #expect(processExitsWith: .success) {
            [home = home.string as String, path = path as String] in
            for place in [home, "/proc/nowhere"] {
                setenv("HOME", place, 1)
                let file = try RPMPackageFile(FilePath(path))
                #expect(file.package.nevra.name == "trial")
            }
        }
        #expect(!Files.exists(home))
    }

    @Test func `changed header is reported`() async throws {
        let directory = try Files.makeTemporaryDirectory("package-file")
        defer { try? Files.remove(directory) }
        let path = try await TrialPackage(directory: directory).build()
        let range = try RPMPackageFile(path).headerRange
        var bytes = try Files.read(path)
        bytes[range.upperBound - 40] ^= 1
        try Files.write(bytes, to: path)
        let error = #expect(throws: RPMError.self) { try RPMPackageFile(path) }
        guard case .notVerified(path, let log)? = error else {
            Issue.record("not the error expected: \(String(describing: error))")
            return
        }
        #expect(log.contains { $0.contains("digest") || $0.contains("header") })
    }

    @Test(arguments: ["", "not a package", String(repeating: "x", count: 5000)])
    func `other files are refused`(content: String) throws {
        let directory = try Files.makeTemporaryDirectory("package-file")
        defer { try? Files.remove(directory) }
        let path = directory.appending("other")
        try Files.write(content.utf8, to: path)
        #expect(throws: RPMError.notAPackage(path, log: [])) { try RPMPackageFile(path) }
    }
}
