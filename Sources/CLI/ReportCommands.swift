// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import FoundationEssentials

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show which scheduler runs, as the kernel tells it.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let status = try HostReports(context: host.context(output)).status()
        if output.json { return try JSONOutput.print(status) }
        print("kernel:     \(status.kernel)")
        print("scheduler:  \(status.scheduler)\(status.version.map { " \($0)" } ?? "")")
        if let stop = status.stopNanoseconds, let cpus = status.cpus, let threads = status.threads {
            print(
                "last stop:  \(HostOutput.milliseconds(stop)) ms, \(cpus) CPUs, \(threads) threads")
        }
        if let blocker = status.blocker { print("in the way: \(blocker)") }
    }
}

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List variants, installed and available.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let listing = try HostReports(context: host.context(output)).list()
        if output.json { return try JSONOutput.print(listing) }
        let rows = listing.variants.map { variant in
            [
                variant.isLoaded ? "*" : " ", variant.name.rawValue, variant.version,
                variant.kernel.rawValue,
                variant.isLoaded
                    ? "loaded" : variant.isInstalled ? "installed" : "available", variant.summary,
            ]
        }
        TableOutput.print(rows)
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
        if output.json { return try JSONOutput.print(document) }
        let header = ["id", "time (UTC)", "verb", "from", "to", "outcome", "stop ms", "message"]
        let rows = document.records.map { record in
            [
                "\(record.id)", time(record.started), record.verb.description,
                record.before.description, record.after.description,
                record.outcome?.rawValue ?? "open",
                record.timings.stopNanoseconds.map { HostOutput.milliseconds(UInt64($0)) } ?? "-",
                record.message?.split(separator: "\n").first.map(String.init) ?? "",
            ]
        }
        TableOutput.print([header] + rows)
    }

    /// - Parameter seconds: since 1970.
    private func time(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(
            .iso8601.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
                .time(includingFractionalSeconds: false))
    }
}

enum TableOutput {
    /// Columns as wide as their widest cell.
    static func print(_ rows: [[String]]) {
        guard let columns = rows.map(\.count).max() else { return }
        let widths = (0..<columns).map { column in
            rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        for row in rows {
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            Swift.print(line)
        }
    }
}
