// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// A kernel with one redirected function, `enter`, and a few symbols.
enum SmallKernel {
    static let unit = "unit.c"

    static func boundary() -> Boundary {
        Boundary(
            kernel: .init(release: KernelRelease("6.1.0-test"), buildID: BuildID(hex: "00")),
            files: [unit],
            functions: [
                .init(
                    name: "enter", symbol: "enter", file: unit, line: 3, unit: unit,
                    class: .interface, reasons: [.referrer(.init(kind: .call, source: "outside"))],
                    address: 0xffff_ffff_8100_0100, size: 16, sympos: 0, siteOffset: 5)
            ], redirects: ["enter"], kept: [], variables: [],
            schedulePoints: .init(
                entry: 0, contextSwitch: 0, exit: 0, usesFramePointer: false, frameSize: 0))
    }

    static func facts(_ more: [String: UInt64] = [:]) -> KernelFacts {
        let addresses = [
            "hook": 0xffff_ffff_8200_0000, "say": 0xffff_ffff_8100_0200,
            "__start_ro_after_init": 0xffff_ffff_8230_0000,
            "__end_ro_after_init": 0xffff_ffff_8240_0000,
        ].merging(more) { $1 }
        return KernelFacts(
            release: KernelRelease("6.1.0-test"), buildID: BuildID(hex: "00"),
            textBase: 0xffff_ffff_8100_0000,
            functions: [], variables: [], references: [],
            globals: addresses.mapValues {
                .init(
                    address: $0, size: 8, kind: .object, isWeak: false, section: ".data",
                    isExported: false)
            })
    }

    static let named = ["enter", "mine", "nothing", "samples", "key"]

    /// Names what is refused in the tests, one a line; the manifest lists it in line 9.
    static let patch = Patch.sample(
        "--- a/unit.c\n+++ b/unit.c\n@@ -0,0 +1,5 @@\n+\(named.joined(separator: "\n+"))\n",
        at: SourceLocation(file: "m.yaml", line: 9))

    static func extract(_ text: String, _ facts: KernelFacts) async throws -> [Diagnostic] {
        let request = ExtractionRequest(
            objects: [try await Compiled(text).object], boundary: boundary(), facts: facts,
            classTables: [], runtimeEntries: [], runtimeVariables: [], runtimeSymbols: [],
            lines: PatchedLines(.sample([patch], [:])))
        do {
            _ = try Extractor.extract(request)
            return []
        } catch let error as DiagnosticsError {
            return error.diagnostics
        }
    }

    static let usesKey = """
        int enter(void) {
            asm goto("1: .byte 0x0f, 0x1f, 0x44, 0, 0\\n"
                ".pushsection __jump_table, \\"aw\\"\\n .balign 8\\n"
                ".long 1b - ., %l[yes] - .\\n .quad key - .\\n.popsection" : : : : yes);
            return 0;
        yes: return 1;
        }
        """

    static func perCPU(_ count: Int) -> String {
        """
        __attribute__((section(".data..percpu"))) long samples[\(count)] = {1};
        int enter(void) { return samples[0]++; }
        """
    }
}

@Suite struct Refusals {
    @Test(
        arguments: [
            ("int other(void) { return 1; }", .missingFunction, "enter"),
            (
                "extern void (*hook)(void); static void mine(void) { say(\"\"); }"
                    + " int enter(void) { hook = mine; return 1; }", .newCallback, "mine"
            ),
            (
                "void nothing(void); int enter(void) { nothing(); return 1; }", .undefinedSymbol,
                "nothing"
            ),
            (SmallKernel.perCPU(897), .perCPUTooLarge, "samples"),
            (SmallKernel.usesKey, .roAfterInitKey, "key"),
        ] as [(String, DiagnosticCode, String)])
    func `what cannot work is refused at the patch's line`(
        _ text: String, _ code: DiagnosticCode, _ name: String
    ) async throws {
        let facts = SmallKernel.facts(["key": 0xffff_ffff_8230_0100])
        let found = try await SmallKernel.extract(text, facts)
        #expect(found.map(\.code) == [code])
        let line = try #require(SmallKernel.named.firstIndex(of: name)) + 4
        #expect(
            found.first?.location == SourceLocation(file: "wakeup.patch", line: line, column: 1))
        #expect(found.first?.notes == [])
        #expect(found.first?.message.contains("`\(name)`") == true)
    }

    @Test(
        arguments: [
            ["key": 0xffff_ffff_8240_0000],
            ["key": 0xffff_ffff_8230_0100, "jump_label_init_ro": 0xffff_ffff_8130_0000],
        ] as [[String: UInt64]])
    func `other static keys are used`(_ symbols: [String: UInt64]) async throws {
        let found = try await SmallKernel.extract(SmallKernel.usesKey, SmallKernel.facts(symbols))
        #expect(found == [])
    }

    @Test func `per-CPU data that fits is carried`() async throws {
        #expect(try await SmallKernel.extract(SmallKernel.perCPU(896), SmallKernel.facts()) == [])
    }
}

@Suite struct SharedData {
    @Test(
        arguments: [
            (Boundary.Variable.Ownership.shared, [.sharedDataChanged]), (.private, []),
        ] as [(Boundary.Variable.Ownership, [DiagnosticCode])])
    func `only what vmlinux owns is refused`(
        _ ownership: Boundary.Variable.Ownership, _ codes: [DiagnosticCode]
    ) async throws {
        var boundary = SmallKernel.boundary()
        boundary.variables = [
            .init(
                name: "limit", symbol: "limit", file: SmallKernel.unit, line: 1,
                unit: SmallKernel.unit, ownership: ownership, class: .shared, address: 1, size: 4,
                section: ".data")
        ]
        let check = ChangeCheck(
            boundary: boundary, facts: SmallKernel.facts(), classTables: [],
            lines: PatchedLines())
        let table = "const int limit = 6; int *const use = (int *)&limit;"
        let constant = try await Compiled.compare(table, table.replacing("6", with: "7"))
        #expect(
            check.diagnostics(constant).map(\.code)
                == (ownership == .shared ? [.sharedTableChanged] : []))
        let text = "int limit = 6; int own = 1;"
        let comparison = try await Compiled.compare(
            text, text.replacing("6", with: "7").replacing("1", with: "2"))
        #expect(comparison.changedVariables.count == 2)
        #expect(check.diagnostics(comparison).map(\.code) == codes)
    }
}
