// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import Host

enum HostOutput {
    /// What `--dry-run` prints: the steps, in order, and what cannot be undone.
    static func show(_ plan: HostPlan, _ output: OutputOptions) throws {
        if output.json { return try JSONOutput.print(plan) }
        print(PlanOutput(title: plan.purpose, steps: plan.steps.map(\.description)).text)
        for warning in plan.warnings { print("warning: \(warning)") }
    }

    static func show(_ outcome: HostOutcome, _ output: OutputOptions) throws {
        if output.json { return try JSONOutput.print(outcome) }
        for report in outcome.transitions {
            print(
                "\(report.variant) \(report.version) \(report.direction)ed: stop \(milliseconds(report.stopNanoseconds)) ms (handler \(milliseconds(report.handlerNanoseconds)) ms, stack check \(milliseconds(report.stackCheckNanoseconds)) ms), \(report.cpus) CPUs, \(report.threads) threads"
            )
        }
        print("\(outcome.verb): \(outcome.before) -> \(outcome.after) (history \(outcome.id))")
    }

    /// Nanoseconds as milliseconds with two decimals.
    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let hundredths = (nanoseconds + 5000) / 10000
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
