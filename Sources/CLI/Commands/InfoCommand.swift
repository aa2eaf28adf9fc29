// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Kernel
import Packaging
import Support

struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what a built variant is: kernel, redirects, patches, settings.")

    @Argument(help: "The variant's name.") var name: String
    @Option(help: ArgumentHelp("Only for this kernel.", valueName: "release"))
    var kernel: String?
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let profiles = try await VariantProfiles(
            host: host.host(output), kernel: kernel.map { KernelRelease($0) }
        ).info(try variantName(name))
        if output.json { return try JSONOutput.print(profiles) }
        print(profiles.map(\.text).joined(separator: "\n\n"))
    }
}
