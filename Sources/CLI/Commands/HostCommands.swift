// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Kernel
import Packaging
import Support
import SystemPackage

/// Options of the verbs that run on a target host.
struct HostOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An RPM repository to install from. May be repeated. Default: repo/ of the checkout, if there is one.",
            valueName: "directory"))
    var repo: [String] = []

    @Option(help: ArgumentHelp("The history database.", valueName: "file"))
    var history: String?

    @Option(help: ArgumentHelp("How long a busy kernel is asked again.", valueName: "seconds"))
    var patience = 10

    func context(_ output: OutputOptions) -> HostContext {
        var repositories = repo.map(absolutePath)
        if repositories.isEmpty, let root = try? DataRoot.find() {
            repositories = [root.appending("repo")]
        }
        return HostContext(
            repositories: repositories,
            history: history.map(absolutePath) ?? HostContext.defaultHistory,
            progress: output.progress, patience: .seconds(patience))
    }
}

func variantName(_ text: String) throws -> VariantName {
    guard let name = VariantName(text) else { throw OperationError.badName(text) }
    return name
}

struct InstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a variant and switch the running kernel to it.")

    @Argument(help: "The variant's name.") var name: String
    @Option(help: "This version instead of the newest.") var version: String?
    @Flag(help: "Install the package, but do not load it.") var noLoad = false
    @Flag(help: "Print what would be done.") var dryRun = false
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var operation = InstallVariant(context: host.context(output))
        operation.version = version
        operation.withoutLoading = noLoad
        let plan = try await operation.plan(try variantName(name))
        if dryRun { return try PlanOutput.show(plan.title, plan.steps, output) }
        try HostOutput.show(try await operation.run(plan), output)
    }
}

struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch", abstract: "Switch the running kernel to an installed variant.")

    @Argument(help: "The variant's name.") var name: String
    @Flag(help: "Print what would be done.") var dryRun = false
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let operation = SwitchVariant(context: host.context(output))
        let plan = try operation.planSwitch(to: try variantName(name))
        if dryRun { return try PlanOutput.show(plan.title, plan.steps, output) }
        try HostOutput.show(try await operation.run(plan), output)
    }
}

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to the scheduler that ran before.",
        discussion: "Each rollback goes one step further back, down to the kernel's own scheduler.")

    @Flag(help: "Print what would be done.") var dryRun = false
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let operation = SwitchVariant(context: host.context(output))
        let plan = try operation.planRollback()
        if dryRun { return try PlanOutput.show(plan.title, plan.steps, output) }
        try HostOutput.show(try await operation.run(plan), output)
    }
}

struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Unload a variant, if it is loaded, and remove its package.")

    @Argument(help: "The variant's name.") var name: String
    @Flag(help: "Print what would be done.") var dryRun = false
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let operation = SwitchVariant(context: host.context(output))
        let plan = try operation.planRemove(try variantName(name))
        if dryRun { return try PlanOutput.show(plan.title, plan.steps, output) }
        try HostOutput.show(try await operation.run(plan), output)
    }
}
