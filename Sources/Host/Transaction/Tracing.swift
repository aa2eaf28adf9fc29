// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// A function whose ftrace handler changes where it goes (flag `I`, IPMODIFY):
/// livepatch, old kpatch, or somebody else's module.
package struct FtraceOwner: Sendable, Equatable {
    package var function: String
    package var handler: String
}

extension FtraceOwner {
    /// Owners according to tracefs, where it is mounted and readable.
    static func list(_ root: HostRoot) -> [FtraceOwner] {
        let places: [FilePath] = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
        let text = places.lazy.compactMap {
            root.textIfReadable($0.appending("enabled_functions"))
        }.first
        return parse(text ?? "")
    }

    /// Lines such as (t_show in kernel/trace/ftrace.c, 6.1)
    /// `sched_show_task (1)   I  <tab>tramp: 0x… (klp_ftrace_handler+0x0/0x110) ->…`
    /// where R, I, D stand in a column each, or a space.
    static func parse(_ text: String) -> [FtraceOwner] {
        text.split(separator: "\n").compactMap { line in
            guard let open = line.firstRange(of: " ("), let close = line.firstIndex(of: ")"),
                open.upperBound <= close
            else { return nil }
            let flags = line[line.index(after: close)...].prefix { " RIDOM".contains($0) }
            guard flags.contains("I") else { return nil }
            let handler = line.ranges(of: "->").last.map { line[$0.upperBound...] }
            return FtraceOwner(
                function: String(line[..<open.lowerBound]),
                handler: handler.map { String($0.prefix { $0 != "+" && $0 != " " }) }
                    ?? "an unnamed handler")
        }
    }
}

/// One line of /sys/kernel/debug/kprobes/list.
package struct Kprobe: Sendable, Equatable {
    package var symbol: String
    /// Of the probed instruction from the symbol.
    package var offset: Int
    /// nil when the kernel hides it.
    package var address: UInt64?
    /// Uses ftrace's slot at the function's entry and overwrites nothing.
    package var usesFtrace: Bool
    /// A five-byte jump in place of a breakpoint.
    package var isOptimized: Bool
}

extension Kprobe {
    static func list(_ root: HostRoot) -> [Kprobe] {
        parse(root.textIfReadable("/sys/kernel/debug/kprobes/list") ?? "")
    }

    /// Lines such as (report_probe in kernel/kprobes.c, 6.1)
    /// `ffffffffa2217045  k  do_nanosleep+0x5    [OPTIMIZED]`; a module's name may
    /// stand behind the symbol.
    static func parse(_ text: String) -> [Kprobe] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 3, let plus = words[2].lastIndex(of: "+"),
                let offset = Int(words[2][plus...].dropFirst(3), radix: 16)
            else { return nil }
            let address = UInt64(words[0], radix: 16)
            return Kprobe(
                symbol: String(words[2][..<plus]), offset: offset,
                address: address == 0 ? nil : address,
                usesFtrace: line.contains("[FTRACE]"), isOptimized: line.contains("[OPTIMIZED]"))
        }
    }

    /// Bytes that a redirect overwrites: a jump with a 32-bit displacement.
    static let redirectSize = 5

    /// Whether it and the redirect write to the same bytes.
    ///
    /// - Parameter slide: nil when unknown; names and offsets decide then.
    func overlaps(_ redirect: Redirect, slide: UInt64?) -> Bool {
        if usesFtrace { return false }
        let own: Int
        if let address, let slide {
            let distance = Int64(bitPattern: address &- (redirect.address &+ slide))
            own = Int(distance)
        } else if symbol == redirect.symbol {
            own = offset
        } else {
            return false
        }
        let size = isOptimized ? Self.redirectSize : 1
        let site = redirect.siteOffset
        return own < site + Self.redirectSize && site < own + size
    }
}
