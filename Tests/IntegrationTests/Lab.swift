// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage
import TestSupport
import Testing
@testable import Boundary
@testable import Commands
@testable import Kernel
@testable import Manifest
@testable import Packaging
@testable import Support

/// What all integration tests share: the checkout, and a repository of its own
/// with the ready variants, built once.
///
/// They run real builds and real guests; `make test` sets SCHED_TEST_INTEGRATION
/// and SCHED_TEST_PROGRAM, the `sched` that goes into the guests.
enum Lab {
    static let isOpen = Surroundings.variable("SCHED_TEST_INTEGRATION") != nil

    /// The checkout.
    static let root = Checkout.root

    static let repository = Surroundings.cache.appending("integration-repo")

    static func program() throws -> FilePath {
        let name = try #require(
            Surroundings.variable("SCHED_TEST_PROGRAM"), "SCHED_TEST_PROGRAM names sched")
        let path = Surroundings.workingDirectory.pushing(FilePath(name))
        try #require(Files.exists(path), "SCHED_TEST_PROGRAM exists")
        return path
    }

    static func context(repository: FilePath = Lab.repository) -> BuildContext {
        BuildContext(
            dataRoot: root, cache: Surroundings.cache, repository: repository,
            progress: .silent)
    }

    static func manifest(_ name: String) -> FilePath {
        root.appending("manifests").appending("\(name).yaml")
    }

    /// The ready variants, built and published by whoever asks first.
    static let variants = Task {
        var found: [String: AddVariant.Outcome] = [:]
        for name in ["latency-tuned", "throughput", "cpuacct-metrics"] {
            found[name] = try await AddVariant(context: context(), mode: .update)
                .run(manifest(name))
        }
        return found
    }

    /// The kernel that the ready variants are built for, prepared in the cache.
    static let kernel = Task {
        let outcome = try #require(try await variants.value["latency-tuned"])
        let lock = try #require(try LockFile.load(FilePath(outcome.lock)))
        return try #require(lock.kernels.first)
    }

    /// The same kernel with what a guest needs to boot it.
    static func bootable() async throws -> KernelTree {
        try await KernelTreeStore(cache: KernelCache(Surroundings.cache)).bootable(
            kernel.value, offline: false, progress: .silent)
    }

    struct Session {
        var outcome: TryVariant.Outcome
        var text: String { outcome.output }
    }

    /// Boots a guest and runs `script` there; the variants are in /srv/repo.
    static func guest(
        _ variant: String = "latency-tuned", script: String, installs: Bool = false,
        include: [FilePath] = [], cpus: Int = 2, nodes: Int = 1, append: [String] = [],
        timeout: Int = 600,
        kernelImage: FilePath? = nil, cgroups: [String] = []
    ) async throws -> Session {
        _ = try await variants.value
        var operation = TryVariant(
            context: context(), variant: try #require(VariantName(variant)))
        operation.program = try program()
        operation.work = .command(script)
        operation.installs = installs
        operation.include = include
        operation.cpus = cpus
        operation.nodes = nodes
        operation.append = append
        operation.timeoutSeconds = timeout
        operation.kernelImage = kernelImage
        operation.legacyControllers = cgroups
        let outcome = try await operation.run(output: { _ in }, errors: { _ in })
        return Session(outcome: outcome)
    }

    /// A program of the host, with its libraries copied into the guest.
    static func tool(_ name: String) throws -> FilePath {
        let path = ["/usr/bin", "/usr/sbin", "/bin"].map { FilePath($0).appending(name) }
            .first { Files.exists($0) }
        return try #require(path, "\(name) is installed")
    }
}

extension Lab.Session {
    /// Fails with everything the guest said unless it ended well.
    func requireSuccess(_ location: Testing.SourceLocation = #_sourceLocation) throws {
        let said = "\(outcome.explanation ?? "")\n\(outcome.errorOutput)\n\(outcome.output)"
        try #require(outcome.isSuccess, "\(said)", sourceLocation: location)
    }
}
