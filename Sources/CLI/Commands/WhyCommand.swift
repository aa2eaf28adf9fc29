// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Commands

struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell why a function is replaced, redirected, kept or left alone.",
        discussion: """
            Shows the function's class, everything that refers to it, where it was \
            inlined, and whether and where its entry is redirected. Of a variable: \
            whether it is shared or private, and who reads and writes it.
            """)

    @Argument(
        help: "The function or variable, by its name in the source or its ELF symbol.")
    var function: String
    @Option(
        help: ArgumentHelp(
            "A manifest, or the name of a ready one. Default: the first of manifests/.",
            valueName: "variant.yaml | name"))
    var variant: String?
    @OptionGroup var lock: LockFlags
    @OptionGroup var build: BuildOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try build.context(output)
        let manifest = try context.manifest(variant, at: absolutePath(variant ?? "."))
        let why = WhyFunction(context: context, mode: lock.mode)
        for answer in try await why.run(function, manifest: manifest) {
            try output.show(answer, answer.text)
        }
    }
}

extension WhyFunction.Answer {
    var text: String {
        switch self {
        case .function(let answer): answer.text
        case .variable(let answer): answer.text
        }
    }
}
