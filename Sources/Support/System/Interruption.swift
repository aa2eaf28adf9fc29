// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Synchronization

/// The user, or whoever runs the host, asked the program to end.
package struct Interruption: Failure, Equatable {
    /// SIGHUP, SIGINT or SIGTERM.
    package var signal: Int32
    /// What the work said of how it ended, when that is more than "cancelled".
    package var ending: String?
    package var leftBehind: String?
    package var hint: String?

    package var description: String {
        let name =
            switch signal {
            case SIGHUP: "interrupted: the terminal is gone (SIGHUP)"
            case SIGINT: "interrupted (SIGINT)"
            default: "interrupted (SIGTERM)"
            }
        return name + (ending.map { "\n  \($0)" } ?? "")
    }
    package var exitStatus: ExitStatus { .interrupted }

    /// Runs `body` so that the first of these signals cancels its task: commands
    /// that it started are killed with their children, temporary directories go. What
    /// cannot be cancelled, such as a switch under way, is brought to its end.
    /// A second signal ends the process at once, with 128 + signal.
    ///
    /// - Throws: `Interruption` in place of what `body` threw after a signal. What
    ///   it threw is told when it is a `Failure` that knows of the interruption.
    package static func cancels(
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let work = Task { try await body() }
        let first = Mutex<Int32?>(nil)
        let sources = [SIGHUP, SIGINT, SIGTERM].map { number in
            // Dispatch sees a signal only where it does not end the process.
            // Children are started with the default again.
            Glibc.signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(
                signal: number, queue: DispatchQueue.global(qos: .userInitiated))
            source.setEventHandler {
                let isSecond = first.withLock { signal in
                    defer { signal = signal ?? number }
                    return signal != nil
                }
                if isSecond { _exit(128 + number) }
                work.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do { try await work.value } catch {
            guard let signal = first.withLock({ $0 }) else { throw error }
            var interruption = Interruption(signal: signal)
            if let told = error as? any Failure, told.exitStatus == .interrupted {
                interruption.ending = told.description
                interruption.leftBehind = told.leftBehind
                interruption.hint = told.hint
            }
            throw interruption
        }
    }
}
