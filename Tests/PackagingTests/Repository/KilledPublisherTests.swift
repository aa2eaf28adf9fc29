// SPDX-License-Identifier: Apache-2.0
import Glibc
import SystemPackage
import Testing
@testable import Manifest
@testable import Packaging
@testable import Support

@Suite struct KilledPublisherTests {
    /// A publisher that is killed at any moment leaves a whole generation, and
    /// the next one goes on.
    @Test(arguments: [1, 10, 30, 60, 120, 250])
    func `leaves a whole generation`(milliseconds: Int) async throws {
        let variants = try Variants()
        defer { variants.remove() }
        let repository = Repository(variants.directory.appending("repo"))
        let known = try await repository.publish(variants.make("known"))
        let package = try await variants.make("new")
        let (path, file) = (repository.path.string, package.file.string)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [milliseconds = milliseconds as Int, path = path as String, file = file as String] in
            Task.detached {
                try await Repository(FilePath(path)).publish(
                    VariantPackage(nevra: "", file: FilePath(file)))
            }
            usleep(UInt32(milliseconds) * 1000)
            kill(getpid(), SIGKILL)
        }
        #expect(try repository.packages().contains(known))
        #expect(try repository.verify() == [])
        try await repository.publish(package)
        #expect(try repository.packages().map(\.variant.rawValue) == ["known", "new"])
        #expect(try repository.verify() == [])
        #expect(try Files.list(repository.path) == [".lock", "packages", "repodata"])
    }
}
