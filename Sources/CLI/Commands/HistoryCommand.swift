// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import FoundationEssentials
import Host

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what was done on this host, newest first.")

    @Option(help: "At most this many records.") var limit: Int?
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let document = try HostReports(host: host.host(output)).history(limit: limit)
        try output.show(document, document.text)
    }
}

extension HistoryDocument {
    /// A row for each record.
    var text: String {
        let header = ["id", "time (UTC)", "what", "from", "to", "outcome", "stop ms", "message"]
        let rows = records.map { record in
            let (before, after) = SchedulerState.describe(record.before, record.after)
            return [
                "\(record.id)", time(record.started),
                record.plan?.purpose ?? record.verb.description,
                before, after,
                record.outcome?.rawValue ?? "open",
                record.timings.stopNanoseconds.map { HostOutput.milliseconds(UInt64($0)) } ?? "-",
                record.message?.split(separator: "\n").first.map(String.init) ?? "",
            ]
        }
        return TableText.of([header] + rows)
    }

    /// - Parameter seconds: since 1970.
    private func time(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(
            .iso8601.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
                .time(includingFractionalSeconds: false))
    }
}
