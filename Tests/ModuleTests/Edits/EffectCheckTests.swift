// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Manifest
@testable import Module
@testable import Support

/// Hunks that change no code, without a kernel.
@Suite struct EffectCheckTests {
    private static let file = """
        int scale(int value)
        {
        	/* twice */
        	return value * 2;
        }
        #ifdef CONFIG_CORE
        int core(void)
        {
        	return 1;
        }
        #else
        int core(void)
        {
        	return 0;
        }
        #endif

        """

    /// Texts of the patches' hunks, each `-old` and `+new` lines with context.
    private func found(
        _ hunks: [String], options: Set<String>? = ["CONFIG_OTHER"]
    ) throws -> [Diagnostic] {
        let patches = try hunks.enumerated().map { number, text in
            try Patch(
                name: "\(number).patch", path: "/p/\(number).patch",
                location: SourceLocation(file: "/p/m.yaml", line: 9 + number, column: 5),
                bytes: Array("--- a/kernel/sched/k.c\n+++ b/kernel/sched/k.c\n\(text)".utf8))
        }
        let tree = PatchedTree(patches) { _ in Array(Self.file.utf8) }
        #expect(tree.diagnostics == [])
        return EffectCheck(tree: tree, options: options).diagnostics()
    }

    private static let code =
        "@@ -3,2 +3,2 @@\n \t/* twice */\n-\treturn value * 2;\n+\treturn value * 3;\n"
    private static let comment =
        "@@ -3,2 +3,2 @@\n-\t/* twice */\n+\t/* two times */\n \treturn value * 2;\n"
    private static let space =
        "@@ -3,2 +3,2 @@\n \t/* twice */\n-\treturn value * 2;\n+\treturn   value *\t2; // as before\n"
    private static let left = "@@ -9,2 +9,2 @@\n-\treturn 1;\n+\treturn 2;\n }\n"
    private static let other = "@@ -14,2 +14,2 @@\n-\treturn 0;\n+\treturn 3;\n }\n"

    @Test(arguments: [
        ([code], []), ([comment], ["comments or white space"]),
        ([space], ["comments or white space"]),
        ([left], ["`#ifdef CONFIG_CORE` leaves them out"]), ([other], []),
        ([comment, other], ["comments or white space"]),
    ])
    func `a hunk that changes no code is told`(_ hunks: [String], _ texts: [String]) throws {
        let told = try found(hunks)
        #expect(told.map(\.code) == texts.map { _ in .hunkWithoutEffect })
        #expect(told.allSatisfy { $0.severity == .warning })
        for (message, text) in zip(told, texts) { #expect(message.message.contains(text)) }
        #expect(told.first?.location.map(\.file) ?? "/p/0.patch" == "/p/0.patch")
    }

    @Test func `with the option the other branch is left out`() throws {
        let told = try found([Self.left, Self.other], options: ["CONFIG_CORE"])
        #expect(told.count == 1 && told[0].location?.file == "/p/1.patch")
        #expect(told[0].message.contains("`#else of #ifdef CONFIG_CORE`"))
        #expect(told[0].location?.line == 4)
    }

    @Test func `without a configuration no condition is decided`() throws {
        #expect(try found([Self.left, Self.other], options: nil) == [])
    }

    @Test func `what a later patch takes back is told of the first`() throws {
        let back = "@@ -3,2 +3,2 @@\n \t/* twice */\n-\treturn value * 3;\n+\treturn value * 2;\n"
        let told = try found([Self.code, back, Self.other])
        #expect(told.map(\.location?.file) == ["/p/0.patch", "/p/1.patch"])
        #expect(told.allSatisfy { $0.message.contains("nothing is left of the hunk") })
    }

    @Test func `a statement that is moved is a change`() throws {
        let moved = """
            @@ -1,5 +1,5 @@
            -int scale(int value)
             {
            +int scale(int value)
             	/* twice */
             	return value * 2;
             }

            """
        #expect(try found([moved]) == [])
    }

    @Test func `a patch of which nothing takes effect is one message`() throws {
        let told = try found([Self.comment + Self.left, Self.other])
        #expect(told.count == 1 && told[0].notes.count == 2)
        #expect(told[0].message == "nothing of `0.patch` takes effect")
    }

    @Test(
        arguments: [
            ("defined(CONFIG_A)", true), ("defined CONFIG_B", false), ("!defined(CONFIG_B)", true),
            ("IS_ENABLED(CONFIG_M)", true), ("IS_BUILTIN(CONFIG_M)", false), ("0", false),
            ("defined(CONFIG_A) && defined(CONFIG_B)", false),
            ("defined(CONFIG_A) && (defined(CONFIG_B) || IS_ENABLED(CONFIG_A))", true),
            ("defined(CONFIG_B) && HZ > 100", nil), ("defined(MODULE)", nil),
            ("defined(CONFIG_B) && defined(MODULE)", false), ("CONFIG_HZ == 250", nil), ("", nil),
        ] as [(String, Bool?)])
    func `conditions of options`(_ text: String, _ value: Bool?) {
        let options: Set = ["CONFIG_A", "CONFIG_M_MODULE"]
        #expect(ConfigurationCondition(text, options).value == value)
    }
}
