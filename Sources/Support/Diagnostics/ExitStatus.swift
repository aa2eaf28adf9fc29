// SPDX-License-Identifier: Apache-2.0

/// Exit statuses of `sched`; part of the public contract. docs/exit-status.md is made
/// from here.
package enum ExitStatus: Int32, Sendable, CaseIterable {
    case done = 0
    case failed = 1
    case invalidInput = 2
    case busy = 3
    case refused = 4
    /// EX_USAGE of sysexits.h.
    case usage = 64
    /// 128 + SIGINT, whichever signal it was.
    case interrupted = 130

    /// What it means, in Markdown.
    package var meaning: String {
        switch self {
        case .done:
            "What was asked for is done. For a command that only looks: it could look."
        case .failed:
            """
            It could not be done: a file, a command or the network failed. Nothing was left \
            half-done; the message says what is on disk or in the kernel when that is more \
            than nothing.
            """
        case .invalidInput:
            """
            What you wrote is wrong: the manifest, a patch or the boundary. All that could be \
            found is listed, each with place and code.
            """
        case .busy:
            """
            The kernel was busy at every attempt: a task stayed inside a function that was to \
            be replaced. Nothing has changed.
            """
        case .refused:
            """
            Refused to protect the machine: another kernel than the variant's, a livepatch on \
            a function that would be redirected, a check before the point of no return. \
            Nothing has changed.
            """
        case .usage: "The command line itself is wrong (EX_USAGE of sysexits.h)."
        case .interrupted:
            """
            SIGINT (Ctrl-C), SIGTERM or SIGHUP came. What the command had started was ended \
            with all its children. A switch under way is undone at the next safe point (before \
            a step, or when the kernel is busy), and the message says what was done and what \
            runs now; a signal that comes in the last step comes too late, and the message says \
            that all was done. A second signal ends the command at once, with 128 and the \
            signal's number.
            """
        }
    }

    /// What to do about it, in Markdown.
    package var remedy: String {
        switch self {
        case .done: "–"
        case .failed: "Read the message on standard error; most end with a hint."
        case .invalidInput: "`sched explain CODE` says more of each code."
        case .busy: "Try again, or stop the load first; the message names the task."
        case .refused:
            "The message names what is in the way. There is no switch that overrides it."
        case .usage: "`sched help` and `sched help COMMAND`."
        case .interrupted: "`sched status` and `sched history` say where the host stands."
        }
    }
}
