// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Testing
@testable import Module
@testable import Support

/// Compares two texts of one unit, compiled as kernel code is.
struct Compiled {
    let object: CompiledObject

    init(_ text: String) async throws {
        let directory = try Files.makeTemporaryDirectory("comparison")
        defer { try? Files.remove(directory) }
        try Files.write(Array((Self.prefix + text).utf8), to: directory.appending("unit.c"))
        try await Command(
            "gcc",
            [
                "-O2", "-g0", "-ffunction-sections", "-fdata-sections", "-fno-pic",
                "-mcmodel=kernel", "-mno-sse", "-fno-asynchronous-unwind-tables",
                "-fcf-protection=none", "-c", "-o", "unit.o", "unit.c",
            ], in: directory
        ).runChecked(timeout: 60)
        object = CompiledObject(
            unit: "unit.c", bytes: try Files.read(directory.appending("unit.o")))
    }

    static let prefix = """
        extern void say(const char *text, ...);
        #define WARN() asm volatile("1: ud2\\n.pushsection __bug_table,\\"aw\\"\\n" \\
            "2: .long 1b - ., %c0 - .\\n .word %c1, 7\\n.popsection" \\
            : : "i"(__FILE__), "i"(__LINE__))

        """

    static func compare(
        _ before: String, _ after: String, private owned: Set<String> = []
    ) async throws -> ObjectComparison {
        try ObjectComparison(
            stock: [try await Compiled(before).object],
            variant: [try await Compiled(after).object], privateVariables: owned)
    }
}

@Suite struct ObjectComparisons {
    static let stock = """
        int limit = 6; int zero; static const char *words[] = {"one", "two"};
        __attribute__((noinline)) int first(int a) { static int seen; say("first %d", seen++); WARN(); return a * limit; }
        __attribute__((noinline)) int second(int a) { say(__func__); return first(a) + zero; }
        int third(int a) { say(words[a & 1]); return second(a); }
        """

    @Test(
        arguments: [
            ("\n\n\n" + stock, [], []),
            (stock.replacing("a * limit", with: "a + limit"), ["first"], []),
            (stock.replacing("first %d", with: "erste %d"), ["first"], []),
            (stock.replacing("return second(a)", with: "return first(a)"), ["third"], []),
            (stock.replacing("limit = 6", with: "limit = 7"), [], ["limit: 6, 7 in the variant"]),
            (stock.replacing("int zero", with: "int zero = 3"), [], ["zero: 0, 3 in the variant"]),
            (
                stock.replacing("int zero", with: "long zero"), [],
                ["zero: 4 bytes, 8 in the variant"]
            ),
            (
                stock.replacing("\"two\"", with: "\"zwei\""), [],
                ["words: the first difference is at byte 8 of 16"]
            ),
        ] as [(String, [String], [String])])
    func `what differs is found, and only that`(
        _ text: String, _ functions: [String], _ variables: [String]
    ) async throws {
        let found = try await Compiled.compare(Self.stock, text)
        let changed = found.changedFunctions.map(\.symbol)
        // A changed width of `zero` changes its user too.
        if !text.contains("long zero") { #expect(changed == functions) }
        #expect(found.changedVariables.map { "\($0.symbol): \($0.detail)" } == variables)
        #expect(found.newFunctions.isEmpty)
    }

    @Test func `a new function is no change of another`() async throws {
        let more = "static int x; int fourth(void) { return ++x; }\n" + Self.stock
        let found = try await Compiled.compare(Self.stock, more)
        #expect(found.newFunctions.map(\.symbol) == ["fourth"])
        #expect(found.changedFunctions.isEmpty && found.changedVariables.isEmpty)
    }

    @Test(arguments: [([], ["get"]), (["keys"], [])] as [(Set<String>, [String])])
    func `elements of a private array may be renumbered`(
        _ owned: Set<String>, _ changed: [String]
    ) async throws {
        let text = "extern int keys[]; int get(void) { return keys[3]; }\n"
        let found = try await Compiled.compare(
            text, text.replacing("[3]", with: "[4]"), private: owned)
        #expect(found.changedFunctions.map(\.symbol) == changed)
    }

    @Test func `padding between variables is not part of them`() async throws {
        let place = "__attribute__((section(\".data.shared\")))"
        let text = "\(place) long mask = 1; \(place) int last = 2;\n"
        let wide = text.replacing(
            "int last", with: "__attribute__((aligned(64))) long room[64]; \(place) int last")
        let found = try await Compiled.compare(text, wide)
        #expect(found.changedVariables.isEmpty)
    }

    @Test func `initcalls and parameters are seen`() async throws {
        let after = """
            static int start(void) { say("x"); return 0; }
            static int (*call)(void) __attribute__((used, section(".initcall6.init"))) = start;
            static int option __attribute__((used, section(".init.setup"))) = 1;

            """
        let found = try await Compiled.compare("", after)
        #expect(found.newInitcalls.map(\.symbol) == ["start"])
        #expect(found.newParameters.map(\.symbol) == ["option"])
        let none = try await Compiled.compare(after, "\n" + after)
        #expect(none.newInitcalls.isEmpty && none.newParameters.isEmpty)
    }
}
