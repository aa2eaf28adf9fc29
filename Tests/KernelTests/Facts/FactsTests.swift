// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import ELF
@testable import Kernel
@testable import Manifest
@testable import Support

@Suite struct FactsTests {
    static func read(_ kernel: SyntheticKernel) async throws -> KernelFacts {
        try await FactsReader.read(
            KernelImage(ELFImage(bytes: kernel.bytes(), name: "vmlinux")),
            release: KernelRelease("6.1.0-test"))
    }

    struct Kind: CustomTestStringConvertible {
        var version: UInt16
        var hasRelocations: Bool
        var testDescription: String {
            "DWARF \(version), \(hasRelocations ? "with" : "without") relocations"
        }
        var kernel: SyntheticKernel {
            SyntheticKernel(version: version, hasRelocations: hasRelocations)
        }
    }

    static let kinds = [
        Kind(version: 5, hasRelocations: true), Kind(version: 5, hasRelocations: false),
        Kind(version: 4, hasRelocations: true), Kind(version: 4, hasRelocations: false),
    ]

    @Test(arguments: kinds) func functions(_ kind: Kind) async throws {
        let facts = try await Self.read(kind.kernel)
        #expect(facts.buildID.hex == "feed")
        #expect(facts.textBase == KernelLayout.text)
        #expect(
            facts.functions.map { "\($0.name) \($0.symbol ?? "-") \($0.file):\($0.line)" } == [
                "pick pick kernel/sched/core.c:7",
                "finish finish.isra.0 kernel/sched/core.c:5",
                "slow slow kernel/sched/fair.c:20",
                "folded folded kernel/sched/core.c:4",
                "made_by_macro made_by_macro kernel/sched/core.c:0",
                "helper - kernel/sched/core.c:3",
            ])
        let layout = kind.kernel.layout
        #expect(facts.functions[2].address == layout.slow.lowerBound)
        #expect(facts.functions[2].size == UInt64(layout.slow.count))
        #expect(facts.functions.map(\.hasColdPart) == [false, false, true, false, false, false])
        #expect(facts.functions.map(\.hasFtraceSite) == [true, false, true, false, false, false])
        #expect(facts.functions.map(\.hasEndbr) == [false, false, true, false, false, false])
        #expect(facts.functions.map(\.isExported) == [true, false, false, false, false, false])
        // `slow` is the first of two symbols of that name.
        #expect(facts.functions.map(\.sympos) == [0, 1, 1, 1, 1, 0])
        #expect(facts.functions[0].aliases.contains("pick_alias"))
        #expect(facts.functions[5].inlinedBy == ["pick"])
        #expect(facts.functions.allSatisfy { $0.unit == "kernel/sched/core.c" })
    }

    @Test(arguments: kinds) func references(_ kind: Kind) async throws {
        let facts = try await Self.read(kind.kernel)
        let found = facts.references.map {
            "\($0.kind.rawValue) \($0.source) -> \($0.target) \($0.sourceFile ?? "")"
        }
        #expect(
            found
                == [
                    "call pick -> finish.isra.0 kernel/sched/core.c",
                    "call slow.cold -> finish.isra.0 kernel/sched/fair.c",
                    "call outer -> pick fs/outer.c",
                    "call outer -> slow fs/outer.c",
                    "address-in-code outer -> finish.isra.0 fs/outer.c",
                    "address-in-code outer -> pick fs/outer.c",
                    "call slow -> pick ",
                    "pointer-in-data methods -> finish.isra.0 ",
                ])
        let cold = try #require(facts.references.first { $0.source == "slow.cold" })
        #expect(cold.sourceAddress == kind.kernel.layout.slow.lowerBound)
    }

    @Test(arguments: kinds) func `variables names and sites`(_ kind: Kind) async throws {
        let facts = try await Self.read(kind.kernel)
        #expect(
            facts.variables.map { "\($0.name) \($0.symbol) \($0.line) \($0.function ?? "-")" } == [
                "warned warned.7 9 pick", "state state 11 -",
            ])
        #expect(facts.globals["outer"]?.kind == .function)
        #expect(facts.globals["__pfx_finish"] == nil)
        #expect(facts.globals["state"]?.section == ".data")
        #expect(facts.globals["pick"]?.isExported == true)
        #expect(facts.globals["methods"]?.kind == .object)
        // Two local symbols have that name: no one can know which is meant.
        #expect(facts.globals["slow"] == nil)
        let site = kind.kernel.layout.finish.lowerBound + 6
        #expect(facts.patchSites == [.init(kind: .jumpLabel, address: site)])
    }
}
