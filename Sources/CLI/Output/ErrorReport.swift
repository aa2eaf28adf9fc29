// SPDX-License-Identifier: Apache-2.0
import Support

/// What a command that failed says: as text on standard error and, with `--json`, as
/// a document on standard output too.
struct ErrorReport {
    /// The process's exit status.
    let status: ExitStatus
    /// One line or more; empty when the diagnostics say all.
    let message: String
    /// What was left on disk or in the kernel, when it is more than nothing.
    private(set) var leftBehind: String?
    /// What to try next, if anything is known.
    private(set) var hint: String?
    /// Everything that was found, each with its code.
    private(set) var diagnostics: [Diagnostic] = []

    /// Of any error that a command throws.
    init(_ error: any Error) {
        switch error {
        case let error as DiagnosticsError:
            let count = error.diagnostics.count { $0.severity == .error }
            status = .invalidInput
            message = count == 1 ? "1 error" : "\(count) errors"
            diagnostics = error.diagnostics
        case let error as any Failure:
            status = error.exitStatus
            message = error.description
            leftBehind = error.leftBehind
            hint = error.hint
            diagnostics = error.diagnostics
        case is CancellationError:
            status = .failed
            message = "interrupted"
        default:
            status = .failed
            message = "\(error)"
        }
    }

    /// Of a command line that is wrong; `message` is what the parser says.
    init(usage message: String) {
        status = .usage
        self.message = message
    }

    /// Lines for standard error.
    var text: String {
        if status == .invalidInput {
            return diagnostics.map { "\($0)\n" }.joined() + message
        }
        var text = "error: \(message)"
        if let leftBehind { text += "\n  left behind: \(leftBehind)" }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }
}

/// `{"schema": 1, "error": {…}}`, the same for every command (docs/exit-status.md).
extension ErrorReport: Encodable {
    private enum DocumentKey: String, CodingKey { case schema, error }
    private enum ErrorKey: String, CodingKey {
        case exitStatus, name, message, hint, leftBehind, diagnostics
    }

    func encode(to encoder: any Encoder) throws {
        var document = encoder.container(keyedBy: DocumentKey.self)
        try document.encode(1, forKey: .schema)
        var error = document.nestedContainer(keyedBy: ErrorKey.self, forKey: .error)
        try error.encode(status.rawValue, forKey: .exitStatus)
        try error.encode("\(status)", forKey: .name)
        try error.encode(message, forKey: .message)
        try error.encodeIfPresent(hint, forKey: .hint)
        try error.encodeIfPresent(leftBehind, forKey: .leftBehind)
        try error.encode(diagnostics, forKey: .diagnostics)
    }
}
