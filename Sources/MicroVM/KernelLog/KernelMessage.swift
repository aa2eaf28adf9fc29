// SPDX-License-Identifier: Apache-2.0

/// One line of the console: `[   12.345678] text`, or with the caller of
/// CONFIG_PRINTK_CALLER `[   12.345678][  T123] text`.
struct KernelMessage {
    /// Seconds since boot.
    var time: Double
    var text: Substring

    /// Nil for a line without the kernel's time stamp.
    init?(_ line: String) {
        guard let stamp = Self.bracketed(line[...]), let time = Double(stamp.inner) else {
            return nil
        }
        self.time = time
        text = stamp.rest
        if let caller = Self.bracketed(text), caller.inner.first.map({ "TC".contains($0) }) == true
        {
            text = caller.rest
        }
        if text.first == " " { text = text.dropFirst() }
    }

    private static func bracketed(_ text: Substring) -> (inner: Substring, rest: Substring)? {
        guard text.first == "[", let end = text.firstIndex(of: "]") else { return nil }
        let inner = text[text.index(after: text.startIndex)..<end].drop { $0 == " " }
        return (inner, text[text.index(after: end)...])
    }

    /// What the line reports, if it begins a report. The first rule that fits
    /// decides, so the special ones stand before `BUG: ` and `WARNING: `.
    var problem: KernelProblem.Kind? {
        Self.rules.first { $0.matches(text) }?.kind
    }

    private struct Rule {
        var kind: KernelProblem.Kind
        var prefix: String
        /// What must also stand somewhere behind the prefix.
        var infix = ""

        init(_ kind: KernelProblem.Kind, _ prefix: String, _ infix: String = "") {
            self.kind = kind
            self.prefix = prefix
            self.infix = infix
        }

        func matches(_ text: Substring) -> Bool {
            text.hasPrefix(prefix) && (infix.isEmpty || text.contains(infix))
        }
    }

    private static let rules: [Rule] = [
        Rule(.panic, "Kernel panic - not syncing"),
        Rule(.unableToHandle, "BUG: unable to handle"),
        Rule(.unableToHandle, "BUG: kernel NULL pointer dereference"),
        Rule(.unableToHandle, "kernel tried to execute"),
        Rule(.protectionFault, "general protection fault"),
        Rule(.atomic, "BUG: scheduling while atomic"),
        Rule(.sanitizer, "BUG: KASAN:"),
        Rule(.sanitizer, "BUG: KFENCE:"),
        Rule(.sanitizer, "BUG: KCSAN:"),
        Rule(.sanitizer, "BUG: KMSAN:"),
        Rule(.sanitizer, "UBSAN: "),
        Rule(.softLockup, "watchdog: BUG: soft lockup"),
        Rule(.hardLockup, "NMI watchdog: Watchdog detected hard LOCKUP"),
        Rule(.hardLockup, "watchdog: Watchdog detected hard LOCKUP"),
        Rule(.hungTask, "INFO: task ", " blocked for more than "),
        Rule(.rcuStall, "rcu: INFO: ", " stall"),
        Rule(.rcuStall, "rcu: ", " kthread starved for "),
        Rule(.corruption, "list_add corruption"),
        Rule(.corruption, "list_del corruption"),
        Rule(.oops, "Oops: "),
        Rule(.oops, "Oops#"),
        Rule(.oops, "divide error: "),
        Rule(.oops, "invalid opcode: "),
        Rule(.oops, "int3: "),
        Rule(.oops, "stack segment: "),
        Rule(.oops, "double fault: "),
        Rule(.oops, "traps: PANIC: double fault"),
        Rule(.oops, "PANIC: double fault"),
        Rule(.bug, "kernel BUG at "),
        Rule(.bug, "BUG: "),
        Rule(.warning, "WARNING: "),
    ]
}
