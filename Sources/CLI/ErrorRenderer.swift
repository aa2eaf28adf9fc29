// SPDX-License-Identifier: Apache-2.0
import Support

/// The one place that turns an error into text and an exit status.
enum ErrorRenderer {
    static func render(_ error: any Error) -> (text: String, status: ExitStatus) {
        switch error {
        case let error as DiagnosticsError:
            let count = error.diagnostics.filter { $0.severity == .error }.count
            let tail = count == 1 ? "1 error" : "\(count) errors"
            return ("\(error.description)\n\(tail)", .invalidInput)
        case let error as any Failure:
            var text = "error: \(error.description)"
            if let left = error.leftBehind { text += "\n  left behind: \(left)" }
            if let hint = error.hint { text += "\n  hint: \(hint)" }
            return (text, error.exitStatus)
        case is CancellationError:
            return ("error: interrupted", .failed)
        default:
            return ("error: \(error)", .failed)
        }
    }

    /// To standard error.
    static func write(_ text: String) { Terminal.write(text + "\n") }
}
