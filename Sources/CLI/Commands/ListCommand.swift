// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List variants, installed and available.")

    @OptionGroup var host: HostOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let listing = try HostReports(host: host.host(output)).list()
        try output.show(listing, listing.text)
    }
}

extension HostReports.Listing {
    /// A row for each variant; the loaded one has a star.
    var text: String {
        if variants.isEmpty { return "no variants" }
        let header = ["", "name", "version", "kernel", "content", "state", "summary"]
        return TableText.of(
            [header]
                + variants.map { variant in
                    [
                        variant.isLoaded ? "*" : " ", variant.name.rawValue, variant.version,
                        variant.kernel.rawValue, variant.content?.short ?? "-", variant.state,
                        variant.summary,
                    ]
                })
    }
}

extension HostReports.Listing.Variant {
    fileprivate var state: String {
        isLoaded ? "loaded" : isInstalled ? "installed" : "available"
    }
}
