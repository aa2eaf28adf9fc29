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
        abstract: "Compare two built variants, or one with the kernel's own scheduler.",
        discussion: "`stock` stands for the kernel's own scheduler.")

    @Argument(help: ArgumentHelp("A variant's name, or stock.", valueName: "a")) var first: String
    @Argument(help: ArgumentHelp("A variant's name, or stock.", valueName: "b")) var second: String
    @Option(help: ArgumentHelp("Only for this kernel.", valueName: "release"))
    var kernel: String?
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let difference = try await VariantProfiles(
            host: host.host(output), kernel: kernel.map { KernelRelease($0) }
        ).diff(first, second)
        if output.json { try JSONOutput.print(difference) } else { print(difference.text) }
    }
}
