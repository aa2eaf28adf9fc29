// SPDX-License-Identifier: Apache-2.0

/// What `--dry-run` prints: the steps, in order, and nothing else.
struct PlanOutput: Encodable {
    var schema = 1
    /// The verb and what it is about, such as `switch to throughput 1.0.0`.
    var title: String
    var steps: [String]

    /// A numbered list.
    var text: String {
        let list = steps.enumerated().map { "  \($0 + 1). \($1)" }
        return (["plan: \(title)"] + (list.isEmpty ? ["  nothing to do"] : list))
            .joined(separator: "\n")
    }

    /// Prints a plan as the options say.
    static func show(_ title: String, _ steps: [String], _ output: OutputOptions) throws {
        let plan = PlanOutput(title: title, steps: steps)
        try output.show(plan, plan.text)
    }
}
