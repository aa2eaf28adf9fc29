// SPDX-License-Identifier: Apache-2.0

/// What a guest left when it was gone.
package struct GuestReport: Sendable {
    /// How the guest's run came to its end.
    package enum End: Sendable, Equatable {
        /// The task ended and the guest powered off.
        case poweredOff
        /// The task ended, but the guest did not power off and was stopped.
        case hungAtPowerOff
        /// The machine ended before the task did: a panic, a reset.
        case died
        /// A fatal report on the console and then nothing more; it was stopped.
        case stuck
        /// Stopped after so many seconds.
        case timedOut(seconds: Int)
    }

    /// Whether the guest ended by itself.
    package var end: End
    /// How far the guest came, and the exit status if it told one.
    package var progress: GuestProgress
    /// The work's standard output.
    package var output: [UInt8]
    /// The work's standard error and the setup's whole output.
    package var errorOutput: [UInt8]
    /// All that the kernel printed on its serial console, time stamps included.
    package var console: String
    /// Reports of the kernel about itself; each makes the run a failure.
    package var problems: [KernelProblem]
    /// From the emulator's start to the first process of the guest.
    package var secondsToUserSpace: Double?
    /// From the emulator's start to its end.
    package var seconds: Double

    /// The task's exit status; nil when the guest did not come so far.
    package var exitStatus: Int32? { progress.exitStatus }

    /// The task ended well, and the kernel had nothing to report.
    package var isSuccess: Bool { exitStatus == 0 && end == .poweredOff && problems.isEmpty }

    /// `output` as UTF-8, repaired where it is not.
    package var text: String { String(decoding: output, as: UTF8.self) }
    /// `errorOutput` as UTF-8, repaired where it is not.
    package var errorText: String { String(decoding: errorOutput, as: UTF8.self) }

    /// Why this is no success, in full; nil when it is one.
    package var explanation: String? {
        if isSuccess { return nil }
        var parts = problems.map { "the guest's kernel reported: \($0)" }
        if problems.contains(where: \.isStaleBreakpoint) { parts.append(Self.staleBreakpoint) }
        if let sentence = endSentence { parts.append(sentence) }
        if problems.isEmpty && end != .poweredOff {
            parts.append("the console's last lines:\n\(KernelLog.tail(of: console))")
        }
        return parts.joined(separator: "\n")
    }

    private static let staleBreakpoint = """
        this is a fault of the emulator: a CPU ran a breakpoint that memory does not hold
        hint: use QEMU 8.1 or newer (tools/setup installs that of Debian's backports)
        """

    private var endSentence: String? {
        switch end {
        case .poweredOff:
            exitStatus.flatMap { $0 == 0 ? nil : "\(stepName) ended with exit status \($0)" }
        case .hungAtPowerOff: "the guest finished its task but could not power off"
        case .died: "the guest died \(place)"
        case .stuck: "the guest stood still \(place)"
        case .timedOut(let seconds): "the guest was stopped after \(seconds) s, \(place)"
        }
    }

    private var stepName: String {
        if case .setup(let number) = progress.step { return "setup step \(number)" }
        return "the command"
    }

    private var place: String {
        switch progress.step {
        case .booting: "before its first process ran"
        case .ready: "before its task began"
        case .setup(let number): "in setup step \(number)"
        case .work: "in the command"
        }
    }
}
