// SPDX-License-Identifier: Apache-2.0
internal import ArgumentParser
internal import Operations
internal import SchedModel

struct BoundaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundary",
        abstract: "Show what a variant replaces of its kernel, and why.")

    @Argument(help: ArgumentHelp("The variant's manifest.", valueName: "variant.yaml"))
    var manifest: String
    @OptionGroup var lock: LockFlags
    @OptionGroup var build: BuildOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = BoundaryReport(context: try build.context(output), options: lock.options)
        for boundary in try await report.run(absolutePath(manifest)) {
            if output.json { try JSONOutput.print(boundary) } else { show(boundary) }
        }
    }

    private func show(_ boundary: Boundary) {
        print("kernel \(boundary.kernel.release), build id \(boundary.kernel.buildID)")
        for kind in Boundary.FunctionClass.allCases {
            let count = boundary.functions.filter { $0.class == kind }.count
            print("  \(kind.rawValue): \(count) functions")
        }
        let redirected = Set(boundary.redirects)
        print("redirected (\(boundary.redirects.count)):")
        for function in boundary.functions where redirected.contains(function.symbol ?? "") {
            print(
                "  \(function.file):\(function.line) \(function.symbol ?? "") (\(function.class.rawValue)): \(function.evidence.first ?? "")"
            )
        }
    }
}
