// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Kernel
import Packaging
import Support
import SystemPackage

/// Options of every verb.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    var progress: Progress { ProgressPrinter.progress(quiet: quiet) }

    /// Prints a result: as JSON when that is asked for, else as text. Nothing is
    /// printed for an empty text.
    func show(_ value: some Encodable, _ text: @autoclosure () -> String) throws {
        if json { return try JSONOutput.print(value) }
        let text = text()
        if !text.isEmpty { print(text) }
    }
}

/// Options of the verbs that work on manifests and repositories.
struct BuildOptions: ParsableArguments {
    @Option(help: ArgumentHelp("sched's data directory (recipes).", valueName: "directory"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The RPM repository. Default: repo/ beside recipes/.", valueName: "directory"))
    var repo: String?

    func context(_ output: OutputOptions) throws -> BuildContext {
        let root = try DataRoot.find(flag: data.map { FilePath($0) })
        let repository = repo.map { Surroundings.workingDirectory.pushing(FilePath($0)) }
        return BuildContext(
            dataRoot: root, cache: Surroundings.cache,
            repository: repository ?? root.appending("repo"), progress: output.progress)
    }
}

struct LockFlags: ParsableArguments {
    @Flag(help: "Refuse to change the lock file.")
    var locked = false

    @Flag(help: "Fetch nothing; use the cache only.")
    var offline = false

    @Flag(help: "Resolve the kernel anew, even where the locked one would do.")
    var upgrade = false

    var options: LockOptions {
        LockOptions(locked: locked, offline: offline, upgrade: upgrade)
    }
}

/// An absolute path for what the user typed.
func absolutePath(_ text: String) -> FilePath {
    Surroundings.workingDirectory.pushing(FilePath(text)).lexicallyNormalized()
}
