// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show which scheduler runs, as the kernel tells it.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let status = try HostReports(host: host.host(output)).status()
        try output.show(status, status.text)
    }
}

extension HostReports.Status {
    /// A line for each thing that is known.
    var text: String {
        var lines = [
            "kernel:     \(kernel)", "scheduler:  \(scheduler)\(version.map { " \($0)" } ?? "")",
        ]
        if let stop = stopNanoseconds, let cpus, let threads {
            let time = HostOutput.milliseconds(stop)
            lines.append(
                stop == 0
                    ? "last stop:  none, the last switch ended before it"
                    : "last stop:  \(time) ms, \(cpus) CPUs, \(threads) threads")
            if let look = lookNanoseconds {
                let time = HostOutput.milliseconds(look)
                lines.append("look:       \(time) ms, at stacks before the stop")
            }
        }
        if let blocker { lines.append("in the way: \(blocker)") }
        return lines.joined(separator: "\n")
    }
}
