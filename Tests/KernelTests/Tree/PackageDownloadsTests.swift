// SPDX-License-Identifier: Apache-2.0
import Synchronization
import Testing
@testable import Kernel
@testable import Support

@Suite struct PackageDownloadsTests {
    private let packages = sampleKernel("6.1.0-40-cloud-amd64").packages

    private final class Log: Sendable {
        private let entries = Mutex<[String]>([])
        func add(_ text: String) { entries.withLock { $0.append(text) } }
        var all: [String] { entries.withLock(\.self) }
    }

    @Test func `packages come one behind the other, and each is waited for alone`() async throws {
        let log = Log()
        let downloads = PackageDownloads(packages) { package in
            log.add("+\(package.role)")
            try await Task.sleep(for: .milliseconds(5))
            log.add("-\(package.role)")
        }
        try await downloads.wait(for: packages[0])
        #expect(log.all.prefix(2) == ["+image", "-image"])
        #expect(!log.all.contains("-source"))
        try await downloads.waitForAll()
        #expect(log.all == packages.flatMap { ["+\($0.role)", "-\($0.role)"] })
    }

    @Test func `a failure is told to who waits, and nothing more is fetched`() async {
        let log = Log()
        let packages = packages
        let downloads = PackageDownloads(packages) { package in
            log.add("\(package.role)")
            if package.role == .debug {
                throw KernelTreeError.downloadFailed(packages: [package.name], log: "")
            }
        }
        await #expect(throws: Never.self) { try await downloads.wait(for: packages[0]) }
        for package in packages.dropFirst() {
            await #expect(throws: KernelTreeError.self) { try await downloads.wait(for: package) }
        }
        #expect(log.all == ["image", "debug"])
    }

    @Test func `what was there is not waited for, and what is given up ends`() async throws {
        let packages = packages
        let downloads = PackageDownloads(Array(packages.dropFirst())) { _ in
            try await Task.sleep(for: .seconds(60))
        }
        try await downloads.wait(for: packages[0])
        await downloads.cancel()
        await #expect(throws: CancellationError.self) {
            try await downloads.wait(for: packages[1])
        }
    }
}
