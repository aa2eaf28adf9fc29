// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Boundary
@testable import ELF
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

/// The tables' entries as the kernel's macros write them (6.1; alternatives also
/// as 6.3 and later do).
private enum Macros {
    static let text = """
        #define BUG() asm volatile("1: ud2\\n.pushsection __bug_table,\\"aw\\"\\n" \\
            "2: .long 1b - ., %c0 - .\\n.word %c1, 0\\n.org 2b + 12\\n.popsection" \\
            :: "i"("file.c"), "i"(__LINE__))
        #define KEY(key) asm goto("1: .byte 0x0f,0x1f,0x44,0,0\\n" \\
            ".pushsection __jump_table,\\"aw\\"\\n.balign 8\\n" \\
            ".long 1b - ., %l[yes] - .\\n.quad %c0 + 1 - .\\n.popsection" :: "i"(&key) :: yes)
        #define ALTERNATIVE(pad) asm volatile("1: nop; nop; nop\\n2:\\n" \\
            ".pushsection .altinstructions,\\"a\\"\\n.long 1b - ., 3f - .\\n" pad \\
            ".byte 2b - 1b, 4f - 3f\\n.popsection\\n" \\
            ".pushsection .altinstr_replacement,\\"ax\\"\\n3: call replacement\\n4:\\n.popsection")
        #define ALTERNATIVE12 ALTERNATIVE(".word 7\\n")
        #define ALTERNATIVE14 ALTERNATIVE(".long 7\\n")
        #define FAULTS(expression) asm volatile("1: mov (%0), %%eax\\n2:\\n" \\
            ".pushsection __ex_table,\\"a\\"\\n.balign 4\\n.long 1b - ., 2b - ., 3\\n" \\
            ".popsection" :: "r"(expression) : "eax")
        extern void replacement(void);
        extern char key_a, key_b;

        """
}

@Suite struct CodeTableReading {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var section: String
        var entrySize: Int
        var body: String
        /// What the first entry refers to; the place in code is first.
        var references: [String]
    }

    static let cases: [Case] = [
        Case(
            testDescription: "bug table", section: "__bug_table", entrySize: 12, body: "BUG();",
            references: ["first", "(.rodata.first.str1.1)"]),
        Case(
            testDescription: "jump table", section: "__jump_table", entrySize: 16,
            body: "KEY(key_a); return; yes: replacement();",
            references: ["first", "first", "extern key_a"]),
        Case(
            testDescription: "alternatives of 12 bytes", section: ".altinstructions",
            entrySize: 12, body: "ALTERNATIVE12;", references: ["first", "(.altinstr_replacement)"]),
        Case(
            testDescription: "alternatives of 14 bytes", section: ".altinstructions",
            entrySize: 14, body: "ALTERNATIVE14;", references: ["first", "(.altinstr_replacement)"]),
        Case(
            testDescription: "exception table", section: "__ex_table", entrySize: 12,
            body: "FAULTS(8);", references: ["first", "first"]),
    ]

    @Test(arguments: cases) func `a table is cut into entries`(_ example: Case) async throws {
        let unit = try await TakenApart(
            Macros.text
                + "void first(void) { \(example.body) }\nvoid second(void) { \(example.body) }")
        let table = try #require(
            unit.graph.tables.first { $0.section.name == example.section })
        #expect(table.entrySize == example.entrySize)
        #expect(table.entries.count == 2)
        #expect(table.entries[0].references.map(unit.description) == example.references)
        #expect(unit.description(table.entries[1].references[0]) == "second")
        #expect(table.entries.allSatisfy { $0.bytes.count == example.entrySize })
        #expect(!unit.graph.inputs.contains { $0.section.name == example.section })
    }

    @Test func `a table that does not divide is refused`() async throws {
        let source = """
            void entry(void) { asm volatile("1: ud2\\n.pushsection __bug_table,\\"aw\\"\\n"
                ".long 1b - .\\n.popsection"); }
            """
        await #expect(
            throws: ExtractionError.object(
                unit: SyntheticKernel.core, section: "__bug_table",
                reason: "4 bytes with 1 relocations")
        ) { _ = try await TakenApart(source) }
    }
}

@Suite struct CodeTablesInTheModule {
    private func extract(_ body: String, beside other: String = "ALTERNATIVE12") async throws
        -> Listing
    {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.function("left_behind", .outsider)
        kernel.function("replacement", .outsider, unit: "lib/x.c")
        kernel.variable("key_a", .shared)
        kernel.variable("key_b", .shared)
        return Listing(
            try await kernel.extract(
                Macros.text
                    + """
                    void left_behind(void) { BUG(); KEY(key_b); return; yes: \(other); }
                    void entry(void) { \(body) }
                    """))
    }

    @Test func `only entries about carried code come along`() async throws {
        let listing = try await extract("KEY(key_a); return; yes: FAULTS(16);")
        let jumps = try listing.relocations(inSection: "__jump_table")
        try #require(jumps.count == 3)
        #expect(jumps[0] == "PC32 sv_entry" && jumps[2] == "PC64 key_a+1")
        #expect(jumps[1].hasPrefix("PC32 sv_entry+"))
        #expect(try listing.section("__jump_table").size == 16)
        #expect(try listing.section("__ex_table").size == 12)
        for name in ["__bug_table", ".altinstructions", ".altinstr_replacement"] {
            #expect(!listing.object.sections.contains { $0.name == name }, "\(name)")
        }
        #expect(!listing.object.symbols.contains { $0.name == "key_b" })
    }

    @Test(arguments: ["ALTERNATIVE12", "ALTERNATIVE14"])
    func `a replacement comes with its entry`(_ macro: String) async throws {
        let listing = try await extract("\(macro);", beside: macro)
        let table = try listing.relocations(inSection: ".altinstructions")
        #expect(table.first == "PC32 sv_entry")
        #expect(table.last == "PC32 .altinstr_replacement")
        #expect(
            try listing.relocations(inSection: ".altinstr_replacement") == ["PC32 replacement"])
    }

    /// objtool finds what an entry means by section and offset, as gas writes it.
    @Test func `tables refer to code by section symbols`() async throws {
        let listing = try await extract("BUG();")
        let table = try listing.section("__bug_table")
        let symbol = listing.object.symbols[table.relocations[0].symbol]
        #expect(symbol.type == .section)
        #expect(table.type == 1 && table.flags == 3)
    }
}
