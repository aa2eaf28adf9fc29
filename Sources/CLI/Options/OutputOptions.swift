// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Support

/// Options of every verb.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print the result as JSON on standard output.")
    var json = false

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    var progress: Progress { ProgressPrinter.progress(quiet: quiet) }

    /// Prints a result: as JSON when that is asked for, else as text. Nothing is
    /// printed for an empty text.
    func show(_ value: some Encodable, _ text: @autoclosure () -> String) throws {
        if json { return try JSONOutput.print(value) }
        let text = text()
        if !text.isEmpty { print(text) }
    }
}
