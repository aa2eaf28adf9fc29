// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Support
import SystemPackage

/// Options of the verbs that work on manifests and repositories.
struct BuildOptions: ParsableArguments {
    @Option(help: ArgumentHelp("sched's data directory (recipes).", valueName: "directory"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The RPM repository. Default: repo/ beside recipes/.", valueName: "directory"))
    var repo: String?

    func context(_ output: OutputOptions) throws -> BuildContext {
        try Self.context(data: data, repo: repo, output)
    }

    /// - Parameter repo: nil for the repository beside the recipes.
    static func context(
        data: String?, repo: String? = nil, _ output: OutputOptions
    ) throws -> BuildContext {
        let root = try DataRoot.find(flag: data.map { FilePath($0) })
        let repository = repo.map { Surroundings.workingDirectory.pushing(FilePath($0)) }
        return BuildContext(
            dataRoot: root, cache: Surroundings.cache,
            repository: repository ?? root.appending("repo"), progress: output.progress)
    }
}

/// An absolute path for what the user typed.
func absolutePath(_ text: String) -> FilePath {
    Surroundings.workingDirectory.pushing(FilePath(text)).lexicallyNormalized()
}
