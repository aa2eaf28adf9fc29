// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import Support

/// The root of the command line.
package struct SchedCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "sched",
        abstract: "Build, publish and live-switch variants of the Linux scheduler.",
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Build host",
                subcommands: [
                    AddCommand.self, BoundaryCommand.self, WhyCommand.self, DevelopCommand.self,
                    TryCommand.self,
                ]),
            CommandGroup(
                name: "Target host",
                subcommands: [
                    InstallCommand.self, SwitchCommand.self, RollbackCommand.self,
                    RemoveCommand.self, StatusCommand.self, ListCommand.self,
                    HistoryCommand.self, InfoCommand.self, DiffCommand.self, VerifyCommand.self,
                ]),
            CommandGroup(name: "Anywhere", subcommands: [ExplainCommand.self]),
        ])

    package init() {}

    /// Parses, runs, renders what went wrong, and ends the process.
    package static func run() async {
        do {
            try await Interruption.cancels {
                var command = try parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
        } catch let error where exitCode(for: error) == .validationFailure {
            exit(withError: error)
        } catch let error as ExitCode {
            exit(withError: error)
        } catch let error where exitCode(for: error) == .success {
            exit(withError: error)
        } catch {
            let (text, status) = ErrorRenderer.render(error)
            ErrorRenderer.write(text)
            Glibc.exit(status.rawValue)
        }
    }
}
