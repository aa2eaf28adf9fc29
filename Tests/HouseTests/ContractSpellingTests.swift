// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// What Swift, the kernel part and rpm's script agree on is spelled in
/// Sources/Contract/RuntimeContract.swift and in the header made from it.
enum ContractSpelling {
    static let homes = ["Sources/Contract/RuntimeContract.swift", "recipes/runtime/contract.h"]

    /// Lines that spell a name of the contract in code. Comments may: they are for
    /// people, as are the scripts in tools/.
    static func spellings(in text: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { line in
            let code = line.drop(while: \.isWhitespace)
            let isComment = ["//", "/*", "*", "# "].contains { code.hasPrefix($0) }
            return !isComment
                && line.contains(/\bsched_variant|\bsv_|"scheduler_|"variant_/)
        }
    }
}

@Suite struct ContractSpellingTests {
    @Test func `names of the contract are spelled in one place`() throws {
        let files =
            try Checkout.files(below: "Sources", withExtensions: ["swift"])
            + Checkout.files(below: "recipes", withExtensions: ["c", "h", "S", "in", "yaml"])
        #expect(files.count > 100)
        // The catalogue of diagnostics is a document, which Swift happens to hold.
        for file in files
        where !ContractSpelling.homes.contains(file)
            && !file.hasPrefix("Sources/Support/Diagnostics/Catalogue/")
        {
            #expect(ContractSpelling.spellings(in: try Checkout.text(file)) == [], "\(file)")
        }
    }

    @Test(arguments: [
        "let file = \"/sys/kernel/sched_variant/state\"", "\tcall\tsv___schedule",
        "extern void sv_\\(name)(void);", "\"scheduler_\" + name", "[\"variant_text_start\"]",
        "local loaded = firstLine(\"/sys/kernel/sched_variant/name\")",
    ])
    func `a second spelling is found`(_ line: String) {
        #expect(ContractSpelling.spellings(in: "import A\n\(line)\n") == [line])
    }

    @Test(arguments: [
        "/// Writing 0 to /sys/kernel/sched_variant/enabled", " * sched_variant_load() may fail",
        "# sched_variant=off", "let prefix = contract.symbolPrefix", "const char variant_name[];",
        "\"scheduler-\" + name",
    ])
    func `other text is left alone`(_ line: String) {
        #expect(ContractSpelling.spellings(in: line).isEmpty)
    }
}
