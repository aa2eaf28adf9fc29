// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Packaging
import RPM
import Support
import SystemPackage

/// What every verb of the build side works with.
package struct BuildContext: Sendable {
    /// The directory with `recipes` and `manifests`.
    package var dataRoot: FilePath
    /// Root of the cache; see `KernelCache`.
    package var cache: FilePath
    /// The RPM repository that `add` publishes to.
    package var repository: FilePath
    /// Told of each stage.
    package var progress: Progress

    package init(dataRoot: FilePath, cache: FilePath, repository: FilePath, progress: Progress) {
        self.dataRoot = dataRoot
        self.cache = cache
        self.repository = repository
        self.progress = progress
    }

    var recipes: FilePath { dataRoot.appending("recipes").appending("kernels") }
    var runtime: FilePath { dataRoot.appending("recipes").appending("runtime") }

    /// Included ahead of every unit of a variant.
    var boundaryPrefix: FilePath { runtime.appending("boundary-prefix.h") }

    func recipeDirectory(_ name: String) -> FilePath { recipes.appending(name) }

    /// The manifest that the user means: the file at `path` where there is one,
    /// else the ready one of that name; without a name the first ready one.
    ///
    /// - Throws: `OperationError.noManifests` when there is no ready one,
    ///   `.unknownManifest` for a bare name that is neither.
    package func manifest(_ name: String?, at path: FilePath) throws -> FilePath {
        let directory = dataRoot.appending("manifests")
        let files = Files.isDirectory(directory) ? try Files.list(directory) : []
        let ready = files.filter { $0.hasSuffix(".yaml") }.sorted()
        guard let name else {
            guard let first = ready.first else { throw OperationError.noManifests(directory) }
            return directory.appending(first)
        }
        if name.contains("/") || Files.exists(path) { return path }
        guard ready.contains("\(name).yaml") else {
            throw OperationError.unknownManifest(
                name, available: ready.map { String($0.dropLast(".yaml".count)) })
        }
        return directory.appending("\(name).yaml")
    }
}
