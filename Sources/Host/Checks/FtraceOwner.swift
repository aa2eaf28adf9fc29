// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// A function whose ftrace handler changes where it goes (flag `I`, IPMODIFY):
/// livepatch, old kpatch, or somebody else's module.
package struct FtraceOwner: Sendable, Equatable {
    /// As ftrace prints it.
    package var function: String
    /// The handler's symbol; `an unnamed handler` where tracefs shows none.
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
