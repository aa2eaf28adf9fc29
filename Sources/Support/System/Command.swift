// SPDX-License-Identifier: Apache-2.0
import Subprocess
import SystemPackage

/// A command line as a value: it can be printed for `--dry-run`, compared in a
/// test and run later.
package struct Command: Sendable, Hashable, CustomStringConvertible {
    /// A path, or a name looked up in PATH.
    package var executable: String
    /// Without the program's own name.
    package var arguments: [String]
    /// Added to (or replacing) the inherited environment.
    package var environment: [String: String]
    /// nil: that of this process.
    package var workingDirectory: FilePath?

    /// Makes the value; nothing is run.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
        in workingDirectory: FilePath? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    /// As one would type it in a POSIX shell.
    package var description: String {
        ([executable] + arguments).map(Self.quoted).joined(separator: " ")
    }

    /// The description, shortened for messages.
    package var summary: String {
        let text = description
        return text.utf8.count <= 160 ? text : text.prefix(157) + "..."
    }

    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "_-+=:,./@%".utf8.contains(byte)
        }
        if plain && !word.isEmpty { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}

/// What a finished command left.
package struct CommandResult: Sendable {
    /// How the process ended.
    package enum Termination: Sendable, Equatable, CustomStringConvertible {
        case exited(Int32)
        case signalled(Int32)
        package var description: String {
            switch self {
            case .exited(let status): "exit status \(status)"
            case .signalled(let signal): "signal \(signal)"
            }
        }
    }
    /// How it ended.
    package var termination: Termination
    /// Standard output.
    package var output: [UInt8]
    /// Standard error.
    package var errorOutput: [UInt8]
    /// It ended by itself with status 0.
    package var isSuccess: Bool { termination == .exited(0) }
    /// Standard output as UTF-8, repaired where it is not.
    package var text: String { String(decoding: output, as: UTF8.self) }
    /// Standard error as UTF-8, repaired where it is not.
    package var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}

extension Command {
    /// Runs it to its end with nothing on standard input, and collects what it
    /// prints, up to `limit` bytes for each stream. The child gets a process
    /// group of its own, which is killed whole when the task is cancelled or
    /// `timeout` seconds have passed.
    ///
    /// - Throws: `SystemError` when it cannot be started or did not end in time.
    ///   A non-zero exit is returned, not thrown.
    package func run(
        input: [UInt8] = [], timeout: Int? = nil, limit: Int = 256 << 20
    ) async throws -> CommandResult {
        guard let timeout else { return try await start(input: input, limit: limit) }
        return try await withThrowingTaskGroup(of: CommandResult?.self) { group in
            group.addTask { try await start(input: input, limit: limit) }
            group.addTask {
                try await Task.sleep(for: .seconds(timeout))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw SystemError.timedOut(self, seconds: timeout)
            }
            return result
        }
    }

    /// Like `run`, but a result other than success is thrown with the tail of
    /// what the command printed.
    @discardableResult
    package func runChecked(
        input: [UInt8] = [], timeout: Int? = nil, limit: Int = 256 << 20
    ) async throws -> CommandResult {
        let result = try await run(input: input, timeout: timeout, limit: limit)
        guard result.isSuccess else {
            let log = result.errorOutput.isEmpty ? result.text : result.errorText
            throw SystemError.commandFailed(
                self, status: "\(result.termination)", log: log)
        }
        return result
    }

    private func start(input: [UInt8], limit: Int) async throws -> CommandResult {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        var variables: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            variables[Environment.Key(stringLiteral: name)] = value
        }
        do {
            let record = try await Subprocess.run(
                executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
                arguments: Arguments(arguments),
                environment: .inherit.updating(variables),
                workingDirectory: workingDirectory,
                platformOptions: options,
                input: .array(input),
                output: .bytes(limit: limit),
                error: .bytes(limit: limit))
            let termination: CommandResult.Termination
            switch record.terminationStatus {
            case .exited(let status): termination = .exited(status)
            case .signaled(let signal): termination = .signalled(signal)
            }
            return CommandResult(
                termination: termination, output: record.standardOutput,
                errorOutput: record.standardError)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw SystemError.commandMissing(executable, hint: nil)
        }
    }
}
