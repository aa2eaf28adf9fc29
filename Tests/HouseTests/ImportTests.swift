// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite struct ImportTests {
    @Test func `no target depends on a later one`() async throws {
        let house = try await House.checkout.value
        #expect(house.targets.count > 12, "dump-package gave no targets")
        #expect(house.backwardEdges == [])
    }

    @Test func `no file imports against the pipeline`() async throws {
        let house = try await House.checkout.value
        let files = try Checkout.files(below: "Sources", withExtensions: ["swift"])
        #expect(files.count > 20, "Sources was not found")
        for file in files {
            let target = Checkout.target(of: file)
            for line in ImportLine.all(in: try Checkout.text(file)) {
                #expect(house.problem(with: line, in: target) == nil, "\(file)")
            }
        }
    }

    @Test func `every target tells what it takes and gives`() async throws {
        let small = ["CShim", "sched", "sched-cfacts"]
        for target in try await House.checkout.value.targets.map(\.name)
        where !small.contains(target) {
            let text = try Checkout.text("Sources/\(target)/README.md")
            for part in ["In:", "Out:", "Begin with"] {
                #expect(text.contains(part), "Sources/\(target)/README.md")
            }
        }
    }

    static let small = House(targets: [
        .init(name: "Support", uses: ["CShim"]),
        .init(name: "RPM", uses: ["Support", "CRPM"]),
        .init(name: "Manifest", uses: ["Support", "CYAML"]),
        .init(name: "Kernel", uses: ["Support", "RPM"]),
        .init(name: "Host", uses: ["Support"]),
        .init(name: "CLI", uses: ["Kernel"]),
        .init(name: "ClangReader", uses: ["CClang"]),
    ])

    @Test(arguments: [
        ("Support", "import Kernel", "may not import"),
        ("Kernel", "import Host", "may not import"),
        ("Kernel", "import struct Host.Plan", "may not import"),
        ("Kernel", "@testable import CLI", "may not import"),
        ("Host", "import RPM", "does not say"),
        ("Kernel", "internal import CYAML", "belongs to"),
        ("Manifest", "import CYAML", "needs `internal import`"),
        ("RPM", "package import CRPM", "needs `internal import`"),
        ("Kernel", "import GRDB", "belongs to"),
        ("Host", "import ArgumentParser", "belongs to"),
        ("CLI", "import ClangReader", "belongs to"),
        ("Kernel", "import FoundationNetworking", "may not import"),
        ("Helpers", "import Glibc", "no place"),
    ])
    func `a forbidden edge is found`(
        _ target: String, _ text: String, _ reason: String
    ) throws {
        let line = try #require(ImportLine.all(in: "// head\n\(text)\n").first)
        let problem = try #require(Self.small.problem(with: line, in: target))
        #expect(problem.contains(reason))
    }

    @Test(arguments: [
        ("Manifest", "internal import CYAML"),
        ("Host", "import GRDB"),
        ("Kernel", "import RPM"),
        ("CLI", "import Kernel"),
        ("Support", "import Glibc"),
    ])
    func `an edge that points up is allowed`(_ target: String, _ text: String) throws {
        let line = try #require(ImportLine.all(in: text).first)
        #expect(Self.small.problem(with: line, in: target) == nil)
    }

    @Test func `a backward edge of the manifest is found`() {
        var house = Self.small
        house.targets[0].uses.append("Host")
        #expect(house.backwardEdges == ["Support → Host"])
    }

    @Test func `only import lines are import lines`() {
        let text = """
            // import A
            let importB = 1
              internal import C
            @preconcurrency public import D.E
            import enum F.G
            important(H)
            """
        #expect(ImportLine.all(in: text).map(\.module) == ["C", "D", "F"])
        #expect(ImportLine.all(in: text).map(\.isInternal) == [true, false, false])
    }
}
