// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import Support

struct TryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Run a variant in a throwaway virtual machine with its own stock kernel.",
        discussion: """
            Boots the kernel that the variant was built for in QEMU (software emulation, \
            no privileges needed), installs and loads the variant there, and runs a \
            command. The command's output and exit status come back; a report by the \
            guest's kernel (oops, WARNING, BUG, lockup, panic) is a failure.
            """)

    @Argument(help: "The variant's name.") var name: String
    @Option(help: ArgumentHelp("Run this with the guest's shell.", valueName: "command"))
    var run: String?
    @Option(help: ArgumentHelp("Run this file in the guest.", valueName: "file"))
    var script: String?
    @Option(
        help: ArgumentHelp(
            "Copy this file or directory, with its shared libraries. May be repeated.",
            valueName: "path"))
    var include: [String] = []
    @Option(
        help: ArgumentHelp(
            "Mount this cgroup v1 controller below /run/cgroup. May be repeated.",
            valueName: "controller"))
    var cgroup: [String] = []
    @Flag(help: "Do not install the variant in the guest.") var noInstall = false
    @Option(help: "Processors of the guest.") var cpus = 2
    @Option(
        help: ArgumentHelp(
            "Memory of the guest. Default: 1024, more for a large initramfs.", valueName: "MiB"))
    var memory: Int?
    @Option(
        help: ArgumentHelp("A further kernel argument. May be repeated.", valueName: "argument"))
    var append: [String] = []
    @Option(help: ArgumentHelp("Stop the guest after this time.", valueName: "seconds"))
    var timeout = 300
    @Option(
        help: ArgumentHelp(
            "Boot this image instead of the variant's own kernel.", valueName: "vmlinuz"))
    var kernelImage: String?
    @Option(
        help: ArgumentHelp(
            "Boot under UEFI Secure Boot, with this certificate (PEM) in the firmware's db.",
            valueName: "file"))
    var secureBoot: String?
    @Flag(help: "Fetch nothing; use the cache only.") var offline = false
    @Flag(help: "Print the emulator's command line and start nothing.") var dryRun = false
    @OptionGroup var build: BuildOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if run != nil && script != nil {
            throw ValidationError("--run and --script exclude each other")
        }
        if cpus < 1 || timeout < 1 {
            throw ValidationError("--cpus and --timeout want a number above zero")
        }
    }

    func run() async throws {
        var operation = TryVariant(
            context: try build.context(output), variant: try variantName(name))
        operation.work =
            run.map { .command($0) } ?? script.map { .script(absolutePath($0)) } ?? .none
        operation.include = include.map(absolutePath)
        operation.legacyControllers = cgroup
        operation.installs = !noInstall
        operation.cpus = cpus
        operation.memoryMiB = memory
        operation.append = append
        operation.timeoutSeconds = timeout
        operation.offline = offline
        operation.kernelImage = kernelImage.map(absolutePath)
        operation.secureBoot = secureBoot.map(absolutePath)
        if dryRun {
            let command = try await operation.plan()
            return try output.show(
                PlanOutput(title: "try \(name)", steps: [command]), command)
        }
        let asJSON = output.json
        let outcome = try await operation.run(
            output: { if !asJSON { Terminal.writeOutput($0) } },
            errors: { if !asJSON { Terminal.write(String(decoding: $0, as: UTF8.self)) } })
        try outcome.finish(asJSON: asJSON)
    }
}

extension TryVariant.Outcome {
    /// Prints the outcome as JSON if that is asked for, and ends the command with the
    /// guest's status.
    ///
    /// - Throws: `ExitCode` of the command in the guest, or 1 when its kernel
    ///   complained or it did not get to its end.
    func finish(asJSON: Bool) throws {
        if asJSON { try JSONOutput.print(self) }
        guard !isSuccess else { return }
        ErrorOutput.write("error: \(explanation ?? "the guest failed")")
        let status = exitStatus ?? 0
        throw ExitCode(status == 0 ? ExitStatus.failed.rawValue : status)
    }
}
