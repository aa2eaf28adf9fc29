// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// What the operating system refused.
package enum SystemError: Failure, Equatable {
    case file(operation: String, path: FilePath, errno: Errno)
    case commandFailed(Command, status: String, log: String)
    case commandMissing(String, hint: String?)
    case timedOut(Command, seconds: Int)
    case other(String)

    package var description: String {
        switch self {
        case .file(let operation, let path, let errno):
            return "cannot \(operation) \(path): \(errno)"
        case .commandFailed(let command, let status, let log):
            let tail = log.split(separator: "\n", omittingEmptySubsequences: true).suffix(20)
            return "`\(command.summary)` ended with \(status)"
                + tail.map { "\n    \($0)" }.joined()
        case .commandMissing(let name, _):
            return "the command `\(name)` is not installed"
        case .timedOut(let command, let seconds):
            return "`\(command.summary)` did not end within \(seconds) s and was stopped"
        case .other(let text):
            return text
        }
    }

    package var hint: String? {
        if case .commandMissing(_, let hint) = self { return hint }
        return nil
    }
}
