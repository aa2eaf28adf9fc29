// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import Host

enum HostOutput {
    /// What `--dry-run` prints: the steps, in order, and what cannot be undone.
    static func show(_ plan: HostPlan, _ output: OutputOptions) throws {
        if output.json { return try JSONOutput.print(plan) }
        print(PlanOutput(plan).text)
        for warning in plan.warnings { print("warning: \(warning)") }
    }

    static func show(_ outcome: HostOutcome, _ output: OutputOptions) throws {
        if output.json { return try JSONOutput.print(outcome) }
        print(outcome.text)
    }

    /// Nanoseconds as milliseconds with two decimals.
    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let hundredths = (nanoseconds + 5000) / 10000
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

extension PlanOutput {
    init(_ plan: HostPlan) {
        self.init(title: plan.purpose, steps: plan.steps.map(\.description))
    }
}

extension HostOutcome {
    /// A line for each switch, and one for all of it.
    var text: String {
        let (from, to) = SchedulerState.describe(before, after)
        let end =
            !isChange
            ? "nothing to do, \(after) runs"
            : before == after ? "done, \(after) runs as before" : "\(from) -> \(to)"
        let record = !isChange ? "" : id.map { " (history \($0))" } ?? " (not recorded)"
        return (transitions.map(\.text) + ["\(purpose): \(end)\(record)"])
            .joined(separator: "\n")
    }
}

extension TransitionReport {
    fileprivate var text: String {
        func time(_ nanoseconds: UInt64) -> String {
            HostOutput.milliseconds(nanoseconds) + " ms"
        }
        let look = lookNanoseconds.map { "look \(time($0)), " } ?? ""
        return "\(variant) \(version) \(direction)ed: \(look)stop \(time(stopNanoseconds))"
            + " (handler \(time(handlerNanoseconds)), stack check \(time(stackCheckNanoseconds))),"
            + " \(cpus) CPUs, \(threads) threads"
    }
}
