// SPDX-License-Identifier: Apache-2.0
import Support

/// docs/exit-status.md, made from `ExitStatus`.
package enum ExitStatusReference {
    /// The whole page, which a golden test compares with the file.
    package static func markdown() -> String {
        let rows = ExitStatus.allCases.map { status in
            "| `\(status.rawValue)` | \(status) | \(status.meaning) | \(status.remedy) |\n"
        }
        return """
            # Exit statuses

            Every `sched` command ends with one of these. They are part of the contract:
            scripts may rely on them, and a new meaning gets a new number.

            Made from `Sources/Support/Diagnostics/ExitStatus.swift`;
            `SCHED_UPDATE_GOLDEN=1 swift test --filter ReferenceTests` writes it anew.

            | status | name | what it means | what to do |
            |---|---|---|---|
            \(rows.joined())
            Standard output holds only what a pipe wants; messages, progress and logs go to
            standard error. `sched try NAME --run COMMAND` ends with the status of COMMAND
            in the guest when the guest itself was well, and with 1 when its kernel reported
            an oops, a warning, a lockup or a panic.

            \(documents)
            """
    }

    /// What commands print with `--json` besides their results.
    private static let documents = """
        ## Errors as JSON

        With `--json` a command that fails prints one document on standard output, beside the
        text on standard error; what it had printed before stays as it is:

        ```json
        {
          "error" : {
            "diagnostics" : [

            ],
            "exitStatus" : 1,
            "hint" : "there are: latency-tuned",
            "message" : "no package of quick in /srv/repo",
            "name" : "failed"
          },
          "schema" : 1
        }
        ```

        `exitStatus` and `name` are a row of the table above. `diagnostics` has each thing that
        was found, with `code`, `severity`, `location`, `message`, `notes` and `hint`;
        `sched explain CODE` says what a code means. `leftBehind` is there when something was
        left on disk or in the kernel. A new meaning of a key gets a new `schema`.

        ## Plans as JSON

        With `--dry-run --json` `add` and `try` print `schema`, `title` and `steps`, a sentence
        for each. `install`, `switch`, `rollback` and `remove` print the plan that the history
        keeps: `schema`, `verb`, `purpose`, `before` and `after` (`null` is the kernel's own
        scheduler), `warnings` and `steps`, each with its `action` and the actions that `undo`
        it.

        """
}
