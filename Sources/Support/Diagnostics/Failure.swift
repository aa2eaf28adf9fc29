// SPDX-License-Identifier: Apache-2.0

/// What an error of the world (not of the user's files) must be able to say.
/// Each module's error enum conforms; one renderer prints them all.
package protocol Failure: Error, CustomStringConvertible {
    /// What to try next, if anything is known.
    var hint: String? { get }
    /// What was left on disk or in the kernel, when it is more than nothing.
    var leftBehind: String? { get }
    /// The reasons one by one, when there are several with codes of their own.
    var diagnostics: [Diagnostic] { get }
    /// The process's exit status for this failure.
    var exitStatus: ExitStatus { get }
}

extension Failure {
    package var hint: String? { nil }
    package var leftBehind: String? { nil }
    package var diagnostics: [Diagnostic] { [] }
    package var exitStatus: ExitStatus { .failed }
}

/// Exit statuses of `sched`; part of the public contract (docs/exit-status.md).
package enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done.
    case done = 0
    /// It could not be done; nothing was left half-done.
    case failed = 1
    /// What the user wrote is wrong: manifest, patch or boundary diagnostics.
    case invalidInput = 2
    /// The kernel is busy; nothing has changed, trying again may succeed.
    case busy = 3
    /// Refused to protect the machine: wrong kernel, overlap with a livepatch,
    /// a check before the point of no return.
    case refused = 4
    /// The command line itself is wrong (EX_USAGE of sysexits.h).
    case usage = 64
    /// A signal asked it to end (128 + SIGINT, whichever signal it was); nothing
    /// was left half-done.
    case interrupted = 130
}
