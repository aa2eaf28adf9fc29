// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc
import Support

/// The root of the command line.
package struct SchedCommand: AsyncParsableCommand {
    /// Name, abstract and commands, as `sched --help` shows them.
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
    ///
    /// - Parameter arguments: nil for the process's own.
    package static func run(_ arguments: [String]? = nil) async {
        do {
            try await Interruption.cancels {
                var command = try parseAsRoot(arguments)
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
        } catch let error where error is ExitCode || exitCode(for: error) == .success {
            exit(withError: error)
        } catch {
            fail(error)
        }
    }

    /// Tells what went wrong and ends the process. Standard output gets the JSON, so
    /// that a script reads one stream whatever comes of the command.
    private static func fail(_ error: any Error) -> Never {
        let isUsage = exitCode(for: error) == .validationFailure
        let report = isUsage ? ErrorReport(usage: message(for: error)) : ErrorReport(error)
        if CommandLine.arguments.contains("--json") { try? JSONOutput.print(report) }
        if isUsage { exit(withError: error) }
        ErrorOutput.write(report.text)
        Glibc.exit(report.status.rawValue)
    }
}
