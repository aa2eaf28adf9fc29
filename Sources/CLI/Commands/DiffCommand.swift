// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Kernel
import Packaging
import Support

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a variant changes, or compare two built ones.",
        discussion: """
            With a manifest: what its patches change of the kernel's scheduler, function by \
            function, the source before and after, and how many machine instructions. The \
            variant is compiled for it, not built. docs/changes-json.md describes what --json \
            prints.

            With two names: what sets two built variants apart. `stock` stands for the kernel's \
            own scheduler.
            """)

    @Argument(help: ArgumentHelp("A manifest; or a variant's name, or stock.", valueName: "a"))
    var first: String
    @Argument(
        help: ArgumentHelp("With a name: another variant's, or stock.", valueName: "b"))
    var second: String?
    @Option(help: ArgumentHelp("Only for this kernel.", valueName: "release"))
    var kernel: String?
    @Option(
        help: ArgumentHelp(
            "sched's data directory (recipes), with a manifest.", valueName: "directory"))
    var data: String?
    @OptionGroup var lock: LockFlags
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        // A name has neither, a manifest's path has one.
        let isName = !first.contains { $0 == "." || $0 == "/" }
        if second == nil, isName, !Files.exists(absolutePath(first)) {
            throw ValidationError(
                "one name alone has nothing to be compared with: name a manifest, or a second variant, such as `sched diff \(first) stock`"
            )
        }
    }

    func run() async throws {
        let release = kernel.map { KernelRelease($0) }
        guard let second else { return try await showChanges(release) }
        let difference = try await VariantProfiles(host: host.host(output), kernel: release)
            .diff(first, second)
        if output.json { try JSONOutput.print(difference) } else { print(difference.text) }
    }

    private func showChanges(_ release: KernelRelease?) async throws {
        let report = ChangesReport(
            context: try BuildOptions.context(data: data, output), mode: lock.mode)
        let (changes, warnings) = try await report.run(absolutePath(first), only: release)
        ErrorOutput.write(warnings)
        for change in changes { try output.show(change, change.text) }
    }
}
