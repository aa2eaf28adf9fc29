// SPDX-License-Identifier: Apache-2.0

/// Something the guest's kernel reported about itself.
package struct KernelProblem: Sendable, Equatable, CustomStringConvertible {
    /// Sorts of reports; the raw value stands in messages.
    package enum Kind: String, Sendable, CaseIterable {
        case panic = "kernel panic"
        case oops
        case unableToHandle = "bad memory access"
        case protectionFault = "general protection fault"
        case corruption = "list corruption"
        case sanitizer = "sanitizer report"
        case atomic = "scheduling while atomic"
        case softLockup = "soft lockup"
        case hardLockup = "hard lockup"
        case hungTask = "hung task"
        case rcuStall = "RCU stall"
        case bug = "BUG"
        case warning = "WARNING"

        /// The kernel, or what it ran, did not survive it.
        package var isFatal: Bool {
            switch self {
            case .panic, .oops, .unableToHandle, .protectionFault, .hardLockup: true
            default: false
            }
        }
    }

    /// Which sort it is; decides whether the guest can go on.
    package var kind: Kind
    /// 1-based, in the console's text.
    package var line: Int
    /// The report's lines, as the console shows them.
    package var text: String

    package var description: String { "\(kind.rawValue) (console line \(line)):\n\(text)" }

    /// Whether a CPU ran a breakpoint that memory does not hold: the byte before the
    /// one that `Code:` marks (show_opcodes, arch/x86/kernel/dumpstack.c, 6.1) is no
    /// INT3. QEMU before 8.1 can keep the translation of code that another CPU writes
    /// at that moment, as the kernel does at each jump label (its commit cb62bd15e14e).
    package var isStaleBreakpoint: Bool {
        guard kind == .oops, text.contains("int3: "),
            let code = text.split(separator: "\n").first(where: { $0.contains(" Code: ") }),
            let before = code.prefix(while: { $0 != "<" }).split(separator: " ").last
        else { return false }
        return code.contains("<") && before != "cc"
    }
}

/// Reads a kernel's console. Checked on the messages of 6.1 (kernel/panic.c,
/// lib/bug.c, lib/list_debug.c, kernel/watchdog.c, kernel/hung_task.c,
/// kernel/rcu/tree_stall.h, arch/x86/kernel/{traps,dumpstack}.c, arch/x86/mm/fault.c).
package enum KernelLog {
    /// A report without its end mark is taken to end here.
    static let longestReport = 90
    /// Lines of one report come together; a longer pause (seconds) ends it.
    static let longestPause = 3.0

    /// The reports in a console's text. Only lines with the kernel's time stamp
    /// count, and a report's name must begin the message: what programs print,
    /// and the kernel's notes about programs (`traps: a.out[99] general
    /// protection fault`), are no problems.
    package static func problems(in console: String) -> [KernelProblem] {
        var scanner = Scanner()
        for (index, line) in lines(of: console).enumerated() {
            scanner.read(line, number: index + 1)
        }
        scanner.close()
        return scanner.problems
    }

    /// The last lines of the console, for a machine that died without a word.
    package static func tail(of console: String, lines count: Int = 25) -> String {
        lines(of: console).filter { !$0.isEmpty }.suffix(count).joined(separator: "\n")
    }

    /// Serial consoles end lines with CR LF, which Swift takes for one character:
    /// hence bytes.
    private static func lines(of console: String) -> [String] {
        console.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            let end = $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0
            return String(decoding: end, as: UTF8.self)
        }
    }
}

extension KernelLog {
    /// Collects lines into reports. One is open from the line that names it, or
    /// from the `cut here` mark before that (WARN and BUG print the mark, then
    /// their message, then what they are), to its end mark.
    private struct Scanner {
        private struct Report {
            /// Nil until a line has named it.
            var kind: KernelProblem.Kind?
            var line: Int
            var lines: [String]
        }

        var problems: [KernelProblem] = []
        private var open: Report?
        private var lastTime = 0.0

        mutating func read(_ line: String, number: Int) {
            guard let message = KernelMessage(line) else { return }
            if message.time > lastTime + KernelLog.longestPause { close() }
            lastTime = message.time
            let isCut = message.text.hasPrefix("------------[ cut here ]")
            let kind = message.problem
            // A damaged list is named before the mark of the BUG that it becomes.
            if (isCut && open?.kind != .corruption) || kind == .panic { close() }
            if open == nil && (isCut || kind != nil) {
                open = Report(kind: kind, line: number, lines: [line])
            } else if open != nil {
                if open?.kind == nil { open?.kind = kind }
                open?.lines.append(line)
            }
            let isEnd = message.text.hasPrefix("---[ end ")
            if isEnd || (open?.lines.count ?? 0) >= KernelLog.longestReport { close() }
        }

        mutating func close() {
            if let report = open {
                problems.append(
                    KernelProblem(
                        kind: report.kind ?? .warning, line: report.line,
                        text: report.lines.joined(separator: "\n")))
            }
            open = nil
        }
    }
}
