// SPDX-License-Identifier: Apache-2.0
import Support

/// Packages that are fetched one behind the other, so that one that has arrived can
/// be unpacked while the next is on its way.
struct PackageDownloads: Sendable {
    private let tasks: [Digest: Task<Void, any Error>]

    /// Begins with the first package.
    ///
    /// - Parameter fetch: brings one package into the cache.
    init(
        _ packages: [Lock.Package], fetch: @escaping @Sendable (Lock.Package) async throws -> Void
    ) {
        var tasks: [Digest: Task<Void, any Error>] = [:]
        var last: Task<Void, any Error>?
        for package in packages {
            let task = Task { [last] in
                try await last?.value
                try Task.checkCancellation()
                try await fetch(package)
            }
            tasks[package.sha256] = task
            last = task
        }
        self.tasks = tasks
    }

    /// Returns when the package is in the cache, at once when it was there before.
    ///
    /// - Throws: what fetching it, or one before it, threw.
    func wait(for package: Lock.Package) async throws {
        if let task = tasks[package.sha256] { try await wait(for: task) }
    }

    /// Returns when all packages are in the cache.
    func waitForAll() async throws {
        for task in tasks.values { try await wait(for: task) }
    }

    private func wait(for task: Task<Void, any Error>) async throws {
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Gives up what has not arrived, and returns when nothing runs any more.
    func cancel() async {
        for task in tasks.values { task.cancel() }
        for task in tasks.values { _ = await task.result }
    }
}
