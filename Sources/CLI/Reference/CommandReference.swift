// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// docs/commands.md, made from the parser so that it cannot say anything else.
package enum CommandReference {
    /// The whole page, which a golden test compares with the file.
    package static func markdown() -> String {
        var text = """
            # Commands

            Made from the parser; `SCHED_UPDATE_GOLDEN=1 swift test --filter ReferenceTests`
            writes it anew. Exit statuses are in [exit-status.md](exit-status.md).

            ```
            \(trimmed(SchedCommand.helpMessage(columns: 88)))
            ```

            """
        for group in SchedCommand.configuration.groupedSubcommands {
            text += "\n## \(group.name)\n"
            for command in group.subcommands {
                let name = command.configuration.commandName ?? "\(command)"
                text += """

                    ### sched \(name)

                    ```
                    \(trimmed(SchedCommand.helpMessage(for: command, columns: 88)))
                    ```

                    """
            }
        }
        return text
    }

    /// Without spaces at the ends of lines and without empty lines at the end.
    private static func trimmed(_ help: String) -> String {
        var lines = help.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}
