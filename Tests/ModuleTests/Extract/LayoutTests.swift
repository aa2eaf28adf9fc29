// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Contract
@testable import Boundary
@testable import ELF
@testable import Kernel
@testable import Manifest
@testable import Module
@testable import Support

@Suite struct LayoutOfTheObject {
    private static let source = """
        extern __cold void report(int);
        extern int __SCT__pick(int);
        static volatile int limit = 9;
        static const int weights[3] = { 1, 2, 3 };
        static volatile int frozen __section(".data..ro_after_init") = 4;
        static volatile char small = 1;
        static volatile long big[2];
        static noipa int helper(int i) {
            if (i < 0) { report(i); report(limit); report(frozen); }
            return weights[i] + small;
        }
        int entry(int i) { big[i] = 1; return helper(i) + __SCT__pick(i); }
        int __sched second(int i) { return helper(i + 1) + 2; }
        """

    private func extract() async throws -> (ExtractedObject, Listing) {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.function("helper", .insider, isStatic: true)
        kernel.function("second", .interface)
        kernel.symbol("report", at: 0xffff_ffff_8112_0000, .function)
        kernel.symbol("__SCT__pick", at: 0xffff_ffff_8112_0100, .function)
        kernel.symbol("__SCK__pick", at: 0xffff_ffff_8212_0100, .object)
        let extracted = try await kernel.extract(Self.source)
        return (extracted, Listing(extracted))
    }

    @Test func `all code lies between two marks`() async throws {
        let (_, listing) = try await extract()
        let text = try listing.section(ExtractedObject.textSection)
        let start = try listing.symbol(RuntimeContract.current.textStart)
        let end = try listing.symbol(RuntimeContract.current.textEnd)
        #expect(start.value == 0 && end.value == UInt64(text.bytes.count))
        #expect(start.binding == .global && end.binding == .global)
        #expect(start.place == end.place)
        #expect(text.flags == 6 && text.size == text.bytes.count)
        let executable = listing.object.sections.filter { $0.flags & 4 != 0 }
        #expect(executable.count == 1)
    }

    @Test func `functions are aligned to 16 and padded with traps`() async throws {
        let (_, listing) = try await extract()
        let text = try listing.section(ExtractedObject.textSection)
        let functions = listing.object.symbols.filter {
            $0.type == .function && !$0.name.hasSuffix(".cold")
        }.sorted { $0.value < $1.value }
        #expect(functions.map(\.name) == ["sv_helper", "sv_entry", "sv_second"])
        #expect(functions.allSatisfy { $0.value % 16 == 0 })
        #expect(text.alignment == 16)
        for (one, next) in zip(functions, functions.dropFirst()) {
            let gap = text.bytes[Int(one.value + one.size)..<Int(next.value)]
            #expect(gap.allSatisfy { $0 == 0xcc } && gap.count < 16)
        }
    }

    @Test func `cold parts stand behind all functions`() async throws {
        let (extracted, listing) = try await extract()
        let cold = try listing.symbol("sv_helper.cold")
        let functions = ["sv_entry", "sv_helper", "sv_second"]
        for name in functions { #expect(try listing.symbol(name).value < cold.value) }
        #expect(extracted.functions.contains("helper.cold"))
    }

    @Test func `data is sorted by kind`() async throws {
        let (_, listing) = try await extract()
        let expected: [(String, section: String)] = [
            ("sv_limit", ".data"), ("sv_small", ".data"), ("sv_weights", ".rodata.lasting"),
            ("sv_big", ".bss"), ("sv_frozen", ".data..ro_after_init"),
        ]
        for (name, section) in expected {
            guard case .section(let number) = try listing.symbol(name).place else {
                Issue.record("\(name) is nowhere")
                continue
            }
            #expect(listing.object.sections[number].name == section, "\(name)")
        }
    }

    /// The module loader finds them by name, and takes each for an array.
    @Test func `formats and places of messages keep their sections`() async throws {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.symbol("__trace_bprintk", at: 0xffff_ffff_8112_0000, .function)
        let listing = Listing(
            try await kernel.extract(
                """
                struct place { const char *text; long key; };
                extern int __trace_bprintk(const char *);
                #define trace_printk(text) do { \
                    static const char *format __attribute__((used)) \
                        __section("__trace_printk_fmt") = text; \
                    __trace_bprintk(format); \
                } while (0)
                int entry(int i) {
                    static struct place here __attribute__((aligned(8))) \
                        __section("__dyndbg") = { "debug" };
                    trace_printk("one");
                    if (here.key) trace_printk("two");
                    return i;
                }
                int dropped(void) { trace_printk("three"); return 0; }
                """))
        let formats = try listing.section("__trace_printk_fmt")
        #expect(formats.size == 16 && formats.alignment == 8 && formats.flags == 3)
        #expect(try listing.relocations(inSection: "__trace_printk_fmt").count == 2)
        let places = try listing.section("__dyndbg")
        #expect(places.size == 16 && places.flags == 3)
    }

    /// objtool takes a branch to a named symbol for one that leaves the function.
    @Test func `code is referred to by section symbols, data by names`() async throws {
        let (_, listing) = try await extract()
        let text = try listing.section(ExtractedObject.textSection)
        for relocation in text.relocations {
            let symbol = listing.object.symbols[relocation.symbol]
            #expect(symbol.type != .function, "\(symbol.name)")
        }
        let names = Set(text.relocations.map { listing.object.symbols[$0.symbol].name })
        #expect(names.isSuperset(of: ["sv_weights", "sv_big", "sv_small", "report", ""]))
    }

    /// objtool makes a site of each call of a trampoline and looks its key up.
    @Test func `the key of a static call is among the symbols`() async throws {
        let (extracted, listing) = try await extract()
        #expect(try listing.symbol("__SCK__pick").place == .undefined)
        #expect(extracted.absoluteSymbols["__SCK__pick"] == 0xffff_ffff_8212_0100)
        #expect(extracted.absoluteSymbols["__SCT__pick"] == 0xffff_ffff_8112_0100)
    }

    @Test func `the same input gives the same object`() async throws {
        let (one, _) = try await extract()
        let (two, _) = try await extract()
        #expect(one.object == two.object)
    }
}

/// What other programs make of the object.
@Suite struct LinkedObject {
    private func inDirectory(_ body: (FilePath) async throws -> Void) async throws {
        let directory = try Files.makeTemporaryDirectory("extraction")
        defer { try? Files.remove(directory) }
        try await body(directory)
    }

    private func variant() async throws -> ExtractedObject {
        var kernel = SyntheticKernel()
        kernel.function("entry", .interface)
        kernel.function("helper", .insider, isStatic: true)
        kernel.variable("total", .shared)
        return try await kernel.extract(
            """
            int total;
            static int own = 38;
            static int __sched helper(int i) { return own++ + i; }
            int __sched entry(int i) { total = i; return helper(i) + 2; }
            """)
    }

    @Test func `the linker takes it and the disassembler shows it`() async throws {
        let variant = try await variant()
        try await inDirectory { directory in
            try ObjectWriter.write(variant.object, to: directory.appending("variant.o"))
            try await Command("ld", ["-r", "-o", "linked.o", "variant.o"], in: directory)
                .runChecked()
            let dump = try await Command("objdump", ["-dr", "linked.o"], in: directory).runChecked()
            #expect(dump.text.contains("<sv_entry>:"))
            #expect(dump.text.contains("<sv_helper>:"))
            #expect(dump.text.contains(#/R_X86_64_(PLT32|PC32)\t\.text\.variant/#))
            #expect(dump.text.contains(#/R_X86_64_(PC32|32S)\ttotal/#))
            #expect(dump.text.contains(#/R_X86_64_(PC32|32S)\tsv_own/#))
            let symbols = try await Command("nm", ["-u", "linked.o"], in: directory).runChecked()
            #expect(symbols.text.split(whereSeparator: \.isWhitespace) == ["U", "total"])
        }
    }

    /// The moved code still does what it did: linked into a program with vmlinux's
    /// variable, it returns 38 + 2 + 2 and has stored 2.
    @Test func `moved code runs`() async throws {
        let variant = try await variant()
        try await inDirectory { directory in
            try ObjectWriter.write(variant.object, to: directory.appending("variant.o"))
            try Files.write(
                """
                int total;
                extern int sv_entry(int);
                int main(void) { return sv_entry(2) * (total == 2); }
                """.utf8, to: directory.appending("main.c"))
            // Addresses of the kernel's memory model are 32 bits, signed.
            try await Command(
                "gcc-12", ["-no-pie", "-o", "program", "main.c", "variant.o"], in: directory
            ).runChecked(timeout: 60)
            let result = try await Command(directory.appending("program").string).run(timeout: 20)
            #expect(result.termination == .exited(42))
        }
    }
}
