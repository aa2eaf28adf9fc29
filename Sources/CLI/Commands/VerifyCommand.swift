// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands
import Support

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Digest the running kernel's own text.",
        discussion: """
            Prints the SHA-256 of the kernel's code in memory. With the kernel's own \
            scheduler it is the same before a variant was loaded and after it was \
            removed, as long as no static key, tracer or livepatch was switched meanwhile.
            """)

    @OptionGroup var output: OutputOptions

    func run() throws {
        let text = try HostReports(host: HostOptions.machine).kernelText()
        if output.json { return try JSONOutput.print(text) }
        print("\(text.digest)  \(text.bytes) bytes of kernel text")
    }
}
