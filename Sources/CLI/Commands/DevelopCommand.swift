// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Kernel
import Packaging
import Support

struct DevelopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "develop",
        abstract: "Edit a variant's sources, build and try them, save them as patches.",
        usage: """
            sched develop <variant.yaml> <directory>
            sched develop --build <directory>
            sched develop --try <directory> [--run <command>]
            sched develop --save <directory> [--dry-run]
            """,
        discussion: """
            The first form leaves an editable tree in the directory: the files that the \
            variant replaces with its patches applied, comments at functions that must not \
            be changed, and what clangd needs. A directory with edits that are not saved is \
            never overwritten.
            """)

    @Argument(
        help: ArgumentHelp("The manifest and the directory, or the directory.", valueName: "path"))
    var paths: [String]
    @Flag(help: "Compile what changed and link the module.") var build = false
    @Flag(name: .customLong("try"), help: "Build, and load the module in a virtual machine.")
    var tries = false
    @Flag(help: "Turn the edits into patches of the manifest.") var save = false
    @Flag(help: "With --save: print the patches and change nothing.") var dryRun = false
    @Option(
        help: ArgumentHelp("With --try: run this with the guest's shell.", valueName: "command"))
    var run: String?
    @Option(help: "With --try: processors of the guest.") var cpus = 2
    @Option(help: ArgumentHelp("With --try: stop the guest after this time.", valueName: "seconds"))
    var timeout = 300
    @Option(
        help: ArgumentHelp(
            "Which of the manifest's kernels. Default: the first.", valueName: "release"))
    var kernel: String?
    @OptionGroup var lock: LockFlags
    @OptionGroup var options: BuildOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let modes = [build, tries, save].filter { $0 }.count
        guard modes <= 1 else {
            throw ValidationError("--build, --try and --save exclude one another")
        }
        if modes == 0 && paths.count != 2 {
            throw ValidationError("a manifest and a directory are wanted")
        }
        if modes == 1 && paths.count != 1 { throw ValidationError("one directory is wanted") }
        if dryRun && !save { throw ValidationError("--dry-run belongs to --save") }
        if run != nil && !tries { throw ValidationError("--run belongs to --try") }
        if kernel != nil && modes == 1 {
            throw ValidationError("--kernel is chosen when the tree is made")
        }
        if cpus < 1 || timeout < 1 {
            throw ValidationError("--cpus and --timeout want a number above zero")
        }
    }

    func run() async throws {
        let operation = DevelopVariant(
            context: try options.context(output), mode: lock.mode)
        if build {
            try await showBuild(operation)
        } else if tries {
            try await attempt(operation)
        } else if save {
            try await showSave(operation)
        } else {
            try await create(operation)
        }
    }

    private func create(_ operation: DevelopVariant) async throws {
        let made = try await operation.create(
            absolutePath(paths[0]), in: absolutePath(paths[1]),
            kernel: kernel.map { KernelRelease($0) })
        ErrorOutput.write(made.warnings)
        try output.show(made, made.text)
    }

    private func showBuild(_ operation: DevelopVariant) async throws {
        let built = try await operation.build(absolutePath(paths[0]))
        ErrorOutput.write(built.warnings)
        try output.show(built, built.text)
    }

    private func attempt(_ operation: DevelopVariant) async throws {
        let asJSON = output.json
        let outcome = try await operation.attempt(
            absolutePath(paths[0]),
            configure: { attempt in
                attempt.work = run.map { .command($0) } ?? .none
                attempt.cpus = cpus
                attempt.timeoutSeconds = timeout
                attempt.offline = lock.offline
            },
            output: { if !asJSON { Terminal.writeOutput($0) } },
            errors: { if !asJSON { Terminal.write(String(decoding: $0, as: UTF8.self)) } })
        try outcome.finish(asJSON: asJSON)
    }

    private func showSave(_ operation: DevelopVariant) async throws {
        let saved = try await operation.save(absolutePath(paths[0]), dryRun: dryRun)
        guard dryRun, !output.json else { return try output.show(saved, saved.summary) }
        // The patches alone are what a pipe wants.
        for patch in saved.patches { print(patch.text, terminator: "") }
        ErrorOutput.write(saved.summary)
    }
}

extension DevelopVariant.Created {
    /// One line.
    var text: String {
        "\(directory): \(files) files of \(variant) for \(kernel); see README.txt there"
    }
}

extension DevelopVariant.Built {
    /// One line.
    var text: String {
        let files = edited.isEmpty ? "nothing" : edited.joined(separator: ", ")
        return "\(module): for \(kernel), \(redirects) redirects; changes \(files)"
    }
}

extension DevelopVariant.Saved {
    /// A line for each file that was written or removed, or would be.
    var summary: String {
        if isEmpty { return "nothing to save" }
        let wrote = isDryRun ? "would write" : "wrote"
        var lines = patches.map { "\(wrote) \($0.name): \($0.file)" }
        lines += unlisted.map { "no longer listed: \($0) (its file stays)" }
        lines += removed.map { "\(isDryRun ? "would remove" : "removed") \($0)" }
        if manifestChanges { lines.append("\(wrote) \(manifest)") }
        return lines.joined(separator: "\n")
    }
}
