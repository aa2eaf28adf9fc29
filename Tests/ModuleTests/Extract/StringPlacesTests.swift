// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import ELF
@testable import Kernel
@testable import Module
@testable import Support

@Suite struct StringLiterals {
    /// The relocations of `name`, or of a section, in what is extracted for a vmlinux with
    /// these strings.
    private func relocations(
        of name: String? = nil, inSection section: String = "__bug_table", _ source: String,
        vmlinux strings: String = "NODE"
    ) async throws -> [String] {
        let directory = try Files.makeTemporaryDirectory("literals")
        defer { try? Files.remove(directory) }
        try Files.write(
            "const char *volatile shown;\nvoid _start(void) { shown = \"\(strings)\"; }\n".utf8,
            to: directory.appending("unit.c"))
        try await Command(
            "gcc", ["-O2", "-static", "-nostdlib", "-o", "vmlinux", "unit.c"], in: directory
        ).runChecked(timeout: 60)
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.variable("names", .private)
        kernel.symbol("kept", at: 0xffff_ffff_8212_0000, .object)
        kernel.symbol("print", at: 0xffff_ffff_8112_0000, .function)
        var request = try await kernel.request([SyntheticKernel.core: source])
        let image = try KernelImage(directory.appending("vmlinux"))
        request.sites = SiteReader(image)
        let extracted = try Extractor.extract(request)
        for (symbol, address) in extracted.absoluteSymbols where symbol.contains("string") {
            let bytes = try image.elf.read(virtualAddress: address, count: strings.utf8.count + 1)
            #expect(bytes == Array(strings.utf8) + [0], "\(symbol)")
        }
        // Where the string lies is not what a test is about.
        let listing = Listing(extracted)
        let found =
            if let name {
                try listing.relocations(of: name)
            } else {
                try listing.relocations(inSection: section)
            }
        return found.map {
            $0.replacing(#/vmlinux\.string\.[0-9a-f]+/#, with: "string")
        }
    }

    private static let stores = "extern const char *kept; extern int print(const char *, ...);\n"

    @Test(
        arguments: [
            ("int entry(int i) { kept = \"NODE\"; return i; }", ["32S string"]),
            ("int entry(int i) { kept = \"OWN\"; return i; }", ["32S .rodata.lasting"]),
            // Of a section of strings the one is bound, and the other comes along.
            (
                "int entry(int i) { kept = i ? \"NODE\" : \"OWN\"; return i; }",
                ["32S .rodata.lasting+5", "32S string"]
            ),
            // Not from its start.
            ("int entry(int i) { kept = &\"NODE\"[1]; return i; }", ["32S .rodata.lasting+1"]),
            // What is added to the operand may come from before the string.
            ("int entry(long i) { return \"NODE\"[i]; }", ["32S .rodata.lasting"]),
            ("int entry(int i) { kept = \"\"; return i; }", ["32S .rodata.lasting"]),
        ])
    func `those that vmlinux has are vmlinux's`(
        _ text: String, _ expected: [String]
    ) async throws {
        let found = try await relocations(of: "sv_entry", Self.stores + text)
        #expect(Set(found.filter { !$0.contains("kept") }) == Set(expected))
    }

    @Test func `those of data, too`() async throws {
        let text = """
            const char *names[] = { "NODE", "OWN" };
            int entry(int i) { print(names[i]); return i; }
            """
        let found = try await relocations(of: "sv_names", Self.stores + text)
        #expect(found == ["64 string", "64 .rodata.lasting+5"])
    }

    /// What is left outlasts the module, tables without pointers likewise: the runtime gets
    /// a list of the places that refer to it, of four bytes in code and eight in data.
    @Test func `the others are listed`() async throws {
        let text = """
            static const char table[] = "A-TABLE-OF-BYTES";
            const char *names[] = { "NODE", "OWN" };
            int entry(int i) { print(names[i]); kept = i ? "OWNER" : table; return i; }
            """
        let found = try await relocations(
            inSection: ExtractedObject.lastingPlacesSection, Self.stores + text)
        #expect(found.filter { $0.contains("sv_entry") }.count == 2, "\(found)")
        #expect(found.filter { $0 == "PC32 sv_names+8" }.count == 1, "\(found)")
        #expect(found.count == 3, "\(found)")
    }

    /// The file's name in an entry of the table of bugs, relative to the entry.
    @Test func `and those of tables`() async throws {
        let text = """
            int entry(int i) {
                if (i) asm volatile("1: ud2\\n.pushsection __bug_table, \\"aw\\"\\n"
                    ".long 1b - .\\n.long %c0 - .\\n.long 0\\n.popsection" :: "i" ("NODE"));
                return i;
            }
            """
        let found = try await relocations(Self.stores + text)
        #expect(found.contains("PC32 string"))
    }
}
