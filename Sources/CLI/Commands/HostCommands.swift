// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Host
import Kernel
import Packaging
import Support
import SystemPackage

/// Options of the verbs that run on a target host.
struct HostOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "An RPM repository to install from. May be repeated. Default: those that /etc/sched/repositories names, else repo/ of the checkout, if there is one.",
            valueName: "directory"))
    var repo: [String] = []

    @Option(help: ArgumentHelp("The history database.", valueName: "file"))
    var history: String?

    @Option(help: ArgumentHelp("How long a busy kernel is asked again.", valueName: "seconds"))
    var patience = 10

    /// The machine before the options are applied. A test puts another in place:
    /// `HostOptions.$machine.withValue(fake) { try await command.run() }`.
    @TaskLocal static var machine = Host()

    func host(_ output: OutputOptions) -> Host {
        var host = Self.machine
        if !repo.isEmpty {
            host.setRepositories(repo, path: absolutePath)
        } else if host.repositories.isEmpty {
            host.setRepositories(host.configuredRepositories, path: absolutePath)
        }
        if host.repositories.isEmpty, host.addresses.isEmpty, let root = try? DataRoot.find() {
            host.repositories = [Repository(root.appending("repo"))].filter(\.exists)
                .map(\.path)
        }
        if let history { host.history = absolutePath(history) }
        host.progress = output.progress
        host.stop = StopRequest()
        host.patience = .seconds(patience)
        return host
    }
}

/// What the verbs that change the host have in common.
struct ChangeOptions: ParsableArguments {
    @Flag(help: "Print what would be done.") var dryRun = false
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func reach(_ goal: HostGoal) async throws {
        let change = HostChange(goal, on: host.host(output))
        if dryRun { return try HostOutput.show(try await change.plan(), output) }
        let outcome = try await change.run()
        try HostOutput.show(outcome, output)
        if outcome.wasInterrupted {
            throw HostError.interruptedAtEnd(now: change.host.nowRunning())
        }
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
    @OptionGroup var options: ChangeOptions

    func run() async throws {
        try await options.reach(.install(try variantName(name), version: version, loading: !noLoad))
    }
}

struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch",
        abstract: "Switch the running kernel to an installed variant, or to its own scheduler.",
        discussion: "`stock` stands for the kernel's own scheduler; packages stay installed.")

    @Argument(help: "The variant's name, or stock.") var name: String
    @OptionGroup var options: ChangeOptions

    func run() async throws {
        let isStock = name == VariantProfiles.stock
        try await options.reach(isStock ? .stock : .switch(try variantName(name)))
    }
}

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to the scheduler that ran before.",
        discussion: "Each rollback goes one step further back, down to the kernel's own scheduler.")

    @OptionGroup var options: ChangeOptions

    func run() async throws {
        try await options.reach(.rollback)
    }
}

struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Unload a variant, if it is loaded, and remove its package.")

    @Argument(help: "The variant's name.") var name: String
    @OptionGroup var options: ChangeOptions

    func run() async throws {
        try await options.reach(.remove(try variantName(name)))
    }
}
