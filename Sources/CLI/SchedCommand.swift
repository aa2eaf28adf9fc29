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
                    AddCommand.self, LintCommand.self, BoundaryCommand.self, WhyCommand.self,
                    DevelopCommand.self,
                    TryCommand.self,
                ]),
            CommandGroup(
                name: "Target host",
                subcommands: [
                    InstallCommand.self, SwitchCommand.self, RollbackCommand.self,
                    RemoveCommand.self, StatusCommand.self, ListCommand.self,
                    HistoryCommand.self, InfoCommand.self, VerifyCommand.self,
                ]),
            CommandGroup(
                name: "Anywhere", subcommands: [DiffCommand.self, ExplainCommand.self]),
        ])

    package init() {}

    /// Runs a command line and ends the process with its status.
    ///
    /// - Parameter arguments: nil for the process's own.
    package static func run(_ arguments: [String]? = nil) async {
        let status = await status(of: arguments ?? Array(CommandLine.arguments.dropFirst()))
        do { try StandardOutput.flush() } catch {
            if status == ExitCode.success.rawValue {
                Glibc.exit(tell(error, asJSON: false).rawValue)
            }
        }
        Glibc.exit(status)
    }

    /// Parses a command line, runs it, and tells what went wrong.
    ///
    /// - Returns: the exit status.
    static func status(of arguments: [String]) async -> Int32 {
        do {
            try await Interruption.cancels {
                try requireKnown(arguments.first)
                var command = try parseAsRoot(arguments)
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
            return ExitCode.success.rawValue
        } catch let status as ExitCode {
            return status.rawValue
        } catch let error where exitCode(for: error) == .success {
            // The help, or the version.
            print(fullMessage(for: error))
            return ExitCode.success.rawValue
        } catch {
            return tell(error, asJSON: arguments.contains("--json")).rawValue
        }
    }

    /// The parser would call a command that it does not know an unexpected argument.
    private static func requireKnown(_ name: String?) throws {
        guard let name, !name.hasPrefix("-") else { return }
        let known = configuration.groupedSubcommands.flatMap { $0.subcommands }
            .compactMap { $0.configuration.commandName }
        if name == "help" || known.contains(name) { return }
        throw UnknownCommand(name: name, near: NearestNames.find(name, among: known))
    }

    /// Standard output gets the JSON, so that a script reads one stream whatever comes
    /// of the command; standard error gets the text.
    private static func tell(_ error: any Error, asJSON: Bool) -> ExitStatus {
        let isUsage = exitCode(for: error) == .validationFailure
        let report = isUsage ? ErrorReport(usage: message(for: error)) : ErrorReport(error)
        if asJSON { try? JSONOutput.print(report) }
        ErrorOutput.write(isUsage ? fullMessage(for: error) : report.text)
        return report.status
    }
}

/// The first word of the command line is no command.
struct UnknownCommand: Failure, Equatable {
    var name: String
    /// Commands that resemble it, the nearest first.
    var near: [String]

    var description: String { "there is no command `\(name)`" }

    var hint: String? {
        near.isEmpty
            ? "`sched --help` lists all commands"
            : "did you mean \(near.map { "`sched \($0)`" }.joined(separator: " or "))?"
    }

    var exitStatus: ExitStatus { .usage }
}
