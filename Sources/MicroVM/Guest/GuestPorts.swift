// SPDX-License-Identifier: Apache-2.0
import SystemPackage

/// The serial ports between guest and host. Serial drivers are built into the
/// stock kernels, so no module and no disk is needed. The console is the PC's
/// first port; the others are a PCI card's, which (unlike further ports of the
/// PC) share no edge-triggered interrupt with the console.
package enum GuestPort: Int, Sendable, CaseIterable {
    /// Kernel messages.
    case console = 0
    /// The work's standard output.
    case output = 1
    /// The work's standard error, and all that the setup prints.
    case errors = 2
    /// What the first process tells: see `GuestProgress`.
    case control = 3

    /// The port's name in the guest.
    package var device: String { "/dev/ttyS\(rawValue)" }

    /// The file on the host that receives what the guest writes.
    var fileName: String {
        switch self {
        case .console: "console"
        case .output: "output"
        case .errors: "errors"
        case .control: "control"
        }
    }

    func file(in directory: FilePath) -> FilePath { directory.appending(fileName) }
}

/// How far the guest came, read from the control port: one line for each step,
/// `ready UPTIME`, `setup NUMBER`, `work`, `exit STATUS UPTIME`.
package struct GuestProgress: Sendable, Equatable {
    /// How far the guest can have come.
    package enum Step: Sendable, Equatable {
        case booting
        case ready
        /// 1-based.
        case setup(Int)
        case work
    }

    /// The last step that the guest told of.
    package var step = Step.booting
    /// Seconds since the guest's kernel started, at the first process's start.
    package var uptimeAtReady: Double?
    /// The setup's or the work's status, once all is over.
    package var exitStatus: Int32?

    /// A guest that has told nothing yet.
    package init() {}

    /// Reads whole lines; a last line without its end has not arrived yet.
    package init(control: [UInt8]) {
        let lines = control.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.dropLast() {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            switch (words.first, words.dropFirst().first) {
            case ("ready", let uptime?):
                step = .ready
                uptimeAtReady = Double(uptime)
            case ("setup", let number?): step = Int(number).map(Step.setup) ?? step
            case ("work", nil): step = .work
            case ("exit", let status?): exitStatus = Int32(status)
            default: break
            }
        }
    }
}
