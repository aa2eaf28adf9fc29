// SPDX-License-Identifier: Apache-2.0
import Boundary

/// Lines that run when a task has come back from the register switch: what follows
/// `switch_to()` in `context_switch()`, and what follows the call of that in `__schedule()`.
/// The module's copies of them never run in their place, whatever they say: its
/// `__schedule` returns with the registers not yet switched, and vmlinux's goes on from
/// there.
enum SwitchTail {
    typealias Place = (lines: ClosedRange<Int>, function: Boundary.Function)

    /// None in a file without `__schedule()`.
    ///
    /// - Parameters:
    ///   - functions: of one file, each with its lines from 1.
    ///   - lines: the file's.
    static func places(_ functions: [Place], in lines: [Substring]) -> [Place] {
        guard functions.contains(where: { $0.function.name == BoundaryAnalyser.contextSwitcher })
        else { return [] }
        return functions.flatMap { holder -> [Place] in
            guard let start = call("switch_to", in: holder.lines, lines) else { return [] }
            return [(start...holder.lines.upperBound, holder.function)]
                + callers(of: holder.function.name, functions, lines)
        }
    }

    private static func callers(
        of name: String, _ functions: [Place], _ lines: [Substring]
    ) -> [Place] {
        functions.filter { $0.function.name == BoundaryAnalyser.contextSwitcher }
            .flatMap { caller in
                call(name, in: caller.lines, lines).map { start in
                    ranges(from: start, to: caller.lines.upperBound, lines)
                        .map { ($0, caller.function) }
                } ?? []
            }
    }

    /// The lines from `start` to `end`, without the other branch of the condition that
    /// `start` stands under: that one does not switch.
    private static func ranges(
        from start: Int, to end: Int, _ lines: [Substring]
    ) -> [ClosedRange<Int>] {
        func first(after line: Int, _ isWanted: (Substring) -> Bool) -> Int? {
            (line...end).dropFirst().first { isWanted(lines[$0 - 1]) }
        }
        let depth = indentation(lines[start - 1])
        guard
            let other = first(
                after: start,
                { indentation($0) < depth && $0.drop { $0 == "\t" }.hasPrefix("} else") }),
            let close = first(
                after: other,
                {
                    indentation($0) == indentation(lines[other - 1])
                        && $0.drop { $0 == "\t" }.hasPrefix("}")
                })
        else { return [start...end] }
        return [start...other, close...end]
    }

    private static func indentation(_ line: Substring) -> Int { line.prefix { $0 == "\t" }.count }

    private static func call(
        _ name: String, in range: ClosedRange<Int>, _ lines: [Substring]
    ) -> Int? {
        range.clamped(to: 1...max(1, lines.count)).dropFirst().first { number in
            let statement = lines[number - 1].drop { $0 == "\t" || $0 == " " }
            // Comments name these functions, too.
            return !statement.hasPrefix("*") && !statement.hasPrefix("/*")
                && statement.hasSuffix(";")
                && (statement.hasPrefix("\(name)(") || statement.contains(" \(name)("))
        }
    }
}
