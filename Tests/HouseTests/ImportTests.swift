// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@Suite struct Imports {
    @Test func `no file imports against the layers`() throws {
        let files = try Checkout.files(below: "Sources", withExtensions: ["swift"])
        #expect(files.count > 20, "Sources was not found")
        for file in files {
            let target = Checkout.target(of: file)
            for line in ImportLine.all(in: try Checkout.text(file)) {
                let problem = House.problem(with: line, in: target)
                #expect(problem == nil, "\(file)")
            }
        }
    }

    @Test(arguments: [
        ("Resolution", "internal import KernelTrees"),
        ("KernelTrees", "public import struct Packaging.Spec"),
        ("ManifestLoading", "internal import CYAML"),
        ("YAMLTree", "public import CYAML"),
        ("HostTransaction", "package import CShim"),
        ("SchedModel", "internal import Resolution"),
        ("SchedModel", "internal import SystemIO"),
        ("SystemIO", "internal import ELFReader"),
        ("Resolution", "internal import Operations"),
        ("Operations", "internal import SchedCLI"),
        ("SchedCLI", "internal import Resolution"),
        ("sched", "import Operations"),
        ("Repositories", "internal import FoundationNetworking"),
        ("Repositories", "internal import Subprocess"),
        ("Resolution", "internal import GRDB"),
        ("Operations", "internal import ArgumentParser"),
        ("Resolution", "@testable import Packaging"),
        ("Helpers", "internal import Glibc"),
    ])
    func `a forbidden edge is found`(_ target: String, _ text: String) throws {
        let line = try #require(ImportLine.all(in: "// head\n\(text)\n").first)
        #expect(House.problem(with: line, in: target) != nil)
    }

    @Test(arguments: [
        ("ManifestLoading", "internal import YAMLTree"),
        ("YAMLTree", "internal import CYAML"),
        ("History", "public import GRDB"),
        ("Operations", "internal import Resolution"),
        ("SchedCLI", "internal import Operations"),
        ("sched", "import SchedCLI"),
        ("SystemIO", "internal import Glibc"),
    ])
    func `an edge that points up is allowed`(_ target: String, _ text: String) throws {
        let line = try #require(ImportLine.all(in: text).first)
        #expect(House.problem(with: line, in: target) == nil)
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
        #expect(ImportLine.all(in: text).map(\.isInternal) == [true, false, true])
    }
}
