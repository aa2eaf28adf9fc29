// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import RPM
@testable import Support

@Suite struct ConcurrencyTests {
    /// librpm is not safe from two threads; this module is.
    @Test func `many tasks at once`() async throws {
        let directory = try Files.makeTemporaryDirectory("concurrency")
        defer { try? Files.remove(directory) }
        let path = try await TrialPackage(directory: directory).build()
        let names = try await withThrowingTaskGroup(of: String.self) { group in
            for turn in 0..<24 {
                group.addTask {
                    if turn % 3 == 0 {
                        let place = directory.appending("db\(turn)")
                        return try await withRPM {
                            let database = try RPMDatabase(databasePath: place)
                            return "\(try database.allInstalled().count)"
                        }
                    }
                    if turn % 3 == 1 { return "\(try RPMPackageFile(path).package.nevra)" }
                    return try SHA256.hex(of: path)
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(names == ["0", "trial-1.0-1.noarch", try SHA256.hex(of: path)])
    }

    /// What one call logs is in its own error only.
    @Test func `logs do not mix`() async throws {
        let directory = try Files.makeTemporaryDirectory("concurrency")
        defer { try? Files.remove(directory) }
        let path = try await TrialPackage(directory: directory).build()
        var bytes = try Files.read(path)
        bytes[try RPMPackageFile(path).headerRange.upperBound - 40] ^= 1
        try Files.write(bytes, to: path)
        for _ in 0..<2 {
            let error = #expect(throws: RPMError.self) { try RPMPackageFile(path) }
            guard case .notVerified(_, let log)? = error else { return }
            #expect(!log.isEmpty && log.count == Set(log).count)
        }
    }
}
