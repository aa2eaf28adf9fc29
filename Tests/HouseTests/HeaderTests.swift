// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// What every tracked file must and must not hold.
enum FileRules {
    /// Whether the first line names the license, in whatever comment the
    /// language has. SwiftPM wants the first line of its file for itself.
    static func beginsWithLicense(_ text: String, _ license: String) -> Bool {
        let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        let isTaken = lines[0].hasPrefix("// swift-tools-version") || lines[0].hasPrefix("#!")
        let line = isTaken && lines.count > 1 ? lines[1] : lines[0]
        return line.contains("SPDX-License-Identifier: \(license)")
    }

    /// The first path of a developer's machine in a text. Put together here, so
    /// that this file does not hold them.
    static func machinePath(in text: String) -> String? {
        ["work", "farm", "tmp/wt", "tmp/k"].map { "/\($0)/" }.first { text.contains($0) }
    }
}

@Suite struct HeaderTests {
    private static let languages = ["swift", "c", "h", "S", "py", "sh"]

    @Test func `the tool's sources are under Apache-2.0`() throws {
        let files =
            try Checkout.files(below: "Sources", withExtensions: Self.languages)
            + Checkout.files(below: "Tests", withExtensions: Self.languages)
            .filter { !$0.hasPrefix("Tests/Fixtures/") } + ["Package.swift"]
        #expect(files.count > 40, "Sources and Tests were not found")
        for file in files {
            #expect(FileRules.beginsWithLicense(try Checkout.text(file), "Apache-2.0"), "\(file)")
        }
    }

    @Test func `what goes into the kernel is under GPL-2.0-only`() throws {
        let directories = ["recipes/runtime", "manifests"].filter { Checkout.exists($0) }
        for directory in directories {
            let kinds = ["c", "h", "S", "yaml"]
            for file in try Checkout.files(below: directory, withExtensions: kinds) {
                #expect(
                    FileRules.beginsWithLicense(try Checkout.text(file), "GPL-2.0-only"), "\(file)")
            }
        }
    }

    @Test func `no tracked file names a path of a machine`() async throws {
        let files = try await Checkout.tracked()
        #expect(files.contains("Package.swift"))
        for file in files {
            let found = FileRules.machinePath(in: try Checkout.text(file))
            #expect(found == nil, "\(file)")
        }
    }

    @Test func `a missing or other license is found`() {
        #expect(!FileRules.beginsWithLicense("import A\n", "Apache-2.0"))
        #expect(!FileRules.beginsWithLicense("", "Apache-2.0"))
        let header = "// SPDX-License-Identifier: MIT\n"
        #expect(!FileRules.beginsWithLicense(header, "Apache-2.0"))
        #expect(!FileRules.beginsWithLicense("\n" + header, "MIT"))
        #expect(FileRules.beginsWithLicense(header, "MIT"))
        #expect(FileRules.beginsWithLicense("#!/bin/sh\n# SPDX-License-Identifier: MIT", "MIT"))
    }

    @Test(arguments: ["work", "farm"])
    func `a machine's path is found`(_ name: String) {
        #expect(FileRules.machinePath(in: "see \"/\(name)/shared\"") != nil)
        #expect(FileRules.machinePath(in: "see \(name)/shared and /\(name)s") == nil)
    }
}
