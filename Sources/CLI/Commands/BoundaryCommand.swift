// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Boundary
import Commands
import Support
import SystemPackage

struct BoundaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundary",
        abstract: "Show what a variant replaces of its kernel, and why.",
        discussion: "docs/boundary-json.md describes what --json prints.")

    @Argument(help: ArgumentHelp("The variant's manifest.", valueName: "variant.yaml"))
    var manifest: String
    @Option(
        help: ArgumentHelp(
            "Write an interactive page, one HTML file that needs nothing else: what the variant changes, for which it is compiled, and a picture of the boundary.",
            valueName: "file"))
    var html: String?
    @Flag(
        help:
            "Tell also which members of the scheduler's structs code outside touches. The kernel's source is read for it, once for a kernel."
    )
    var members = false
    @OptionGroup var lock: LockFlags
    @OptionGroup var build: BuildOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = BoundaryReport(
            context: try build.context(output), mode: lock.mode, readsMembers: members,
            drawsPage: html != nil)
        let documents = try await report.run(absolutePath(manifest))
        ErrorOutput.write(documents.first?.warnings ?? [])
        if let html { return try write(documents, to: absolutePath(html)) }
        for document in documents {
            try output.show(BoundaryDocument(document.boundary), document.text)
        }
    }

    private func write(_ documents: [BoundaryReport.Document], to file: FilePath) throws {
        let targets = Self.files(for: documents.map(\.boundary.kernel.release), at: file)
        for (document, target) in zip(documents, targets) {
            try Files.replace(target, with: Array((document.page ?? "").utf8))
            print(target)
        }
    }

    /// Where the page of each kernel goes: with more than one, the release goes into
    /// the file's name.
    static func files(for releases: [KernelRelease], at file: FilePath) -> [FilePath] {
        if releases.count == 1 { return [file] }
        return releases.map { release in
            let stem = "\(file.stem ?? "boundary")-\(release)"
            return file.removingLastComponent()
                .appending("\(stem).\(file.extension ?? "html")")
        }
    }
}
