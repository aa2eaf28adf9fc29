// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands

struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Tell what is wrong with a variant, without building it.",
        discussion: """
            Reads the manifest and its patches, and says whether they apply to each kernel and \
            what they edit that cannot be edited. Nothing is written but the cache: no lock, \
            no package.
            """)

    @Argument(help: ArgumentHelp("The variant's manifest.", valueName: "variant.yaml"))
    var manifests: [String]
    @Flag(help: "Compile the variant, and check what comes out.")
    var compile = false
    @Flag(help: "With --compile: refuse it when the compiler warns of what its patches wrote.")
    var denyWarnings = false
    @OptionGroup var lock: LockFlags
    @OptionGroup var build: BuildOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        for manifest in manifests {
            var lint = LintVariant(context: try build.context(output), mode: lock.mode)
            lint.compiles = compile
            lint.deniesWarnings = denyWarnings
            let outcome = try await lint.run(absolutePath(manifest))
            ErrorOutput.write(outcome.warnings)
            try output.show(outcome, outcome.text)
        }
    }
}

extension LintVariant.Outcome {
    /// One line.
    var text: String {
        let count = warnings.count
        let said =
            count == 0 ? "nothing is wrong" : "\(count) \(count == 1 ? "warning" : "warnings")"
        let kernels = kernels.map(\.rawValue).joined(separator: ", ")
        let depth = isCompiled ? "" : " (not compiled: --compile looks at what comes out)"
        return "\(variant) \(version): \(said), for \(kernels)\(depth)"
    }
}
