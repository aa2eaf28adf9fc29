// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import FoundationEssentials
import Host

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show which scheduler runs, as the kernel tells it.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let status = try HostReports(context: host.context(output)).status()
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
            lines.append("last stop:  \(time) ms, \(cpus) CPUs, \(threads) threads")
        }
        if let blocker { lines.append("in the way: \(blocker)") }
        return lines.joined(separator: "\n")
    }
}

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List variants, installed and available.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let listing = try HostReports(context: host.context(output)).list()
        try output.show(listing, listing.text)
    }
}

extension HostReports.Listing {
    /// A row for each variant; the loaded one has a star.
    var text: String {
        TableText.of(
            variants.map { variant in
                [
                    variant.isLoaded ? "*" : " ", variant.name.rawValue, variant.version,
                    variant.kernel.rawValue, variant.state, variant.summary,
                ]
            })
    }
}

extension HostReports.Listing.Variant {
    fileprivate var state: String {
        isLoaded ? "loaded" : isInstalled ? "installed" : "available"
    }
}

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what was done on this host, newest first.")

    @Option(help: "At most this many records.") var limit: Int?
    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let document = try HostHistory(context: host.context(output)).run(limit: limit)
        try output.show(document, document.text)
    }
}

extension HistoryDocument {
    /// A row for each record.
    var text: String {
        let header = ["id", "time (UTC)", "verb", "from", "to", "outcome", "stop ms", "message"]
        let rows = records.map { record in
            [
                "\(record.id)", time(record.started), record.verb.description,
                record.before.description, record.after.description,
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
