// SPDX-License-Identifier: Apache-2.0
import Support

/// Messages on standard error, apart from progress.
enum ErrorOutput {
    /// With a newline at the end.
    static func write(_ text: String) { Terminal.write(text + "\n") }

    /// What a command found and went on from.
    static func write(_ warnings: [Diagnostic]) {
        for warning in warnings { write(warning.description) }
    }
}
