// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Build a variant from its manifest and publish it.",
        discussion: """
            Resolves the kernel, computes the boundary, compiles and links the module, \
            packages it as an RPM and publishes that to the repository. What is there \
            already is not done again.
            """)

    @Argument(help: ArgumentHelp("The variant's manifest.", valueName: "variant.yaml"))
    var manifests: [String]
    @OptionGroup var lock: LockFlags
    @OptionGroup var build: BuildOptions
    @OptionGroup var signing: SigningOptions
    @OptionGroup var output: OutputOptions
    @Flag(help: "Build even when the repository has this very package.")
    var force = false
    @Flag(help: "Refuse a variant when the compiler warns of what its patches wrote.")
    var denyWarnings = false
    @Flag(help: "Print what would be done.") var dryRun = false

    func run() async throws {
        let signing = try signing.signing()
        for manifest in manifests {
            var add = AddVariant(context: try build.context(output), mode: lock.mode)
            add.force = force
            add.deniesWarnings = denyWarnings
            add.signing = signing
            if dryRun {
                let plan = try await add.plan(absolutePath(manifest))
                try PlanOutput.show(plan.title, plan.steps, output)
                continue
            }
            let outcome = try await add.run(absolutePath(manifest))
            ErrorOutput.write(outcome.warnings)
            try output.show(outcome, outcome.text)
        }
    }
}

extension AddVariant.Outcome {
    /// A line for each package.
    var text: String {
        packages.map { package in
            let what = package.wasBuilt ? "published" : "unchanged"
            return
                "\(package.nevra): \(what), for \(package.kernel), \(package.redirects) redirects"
        }.joined(separator: "\n")
    }
}
