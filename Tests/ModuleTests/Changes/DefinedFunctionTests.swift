// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Module

@Suite struct DefinedFunctionTests {
    private func found(_ text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return DefinedFunctions.find(in: lines).map {
            "\($0.name) \($0.lines.lowerBound)-\($0.lines.upperBound) at \($0.nameLine)"
        }
    }

    @Test(arguments: [
        ("int one(void)\n{\n\treturn 1;\n}", ["one 1-4 at 1"]),
        ("static void\nplace(int a,\n      int b)\n{\n}", ["place 1-5 at 2"]),
        (
            "#include <a.h>\n\n/* What it does.\n * And why.\n */\nint one(void)\n{\n}",
            ["one 3-8 at 6"]
        ),
        (
            "static void __sched notrace __schedule(unsigned int mode)\n{\n}",
            ["__schedule 1-3 at 1"]
        ),
        ("SYSCALL_DEFINE1(nice, int, increment)\n{\n}", ["nice 1-3 at 1"]),
        ("static inline int zero(void) { return 0; }", ["zero 1-1 at 1"]),
        (
            "#ifdef A\nint f(void)\n{\n}\n#else\nint f(void) { return 0; }\n#endif",
            ["f 2-4 at 2", "f 6-6 at 6"]
        ),
    ])
    func `a function reaches from its comment to its brace`(_ text: String, _ names: [String]) {
        #expect(found(text) == names)
    }

    @Test(arguments: [
        "struct rq {\n\tint cpu;\n};", "int a;\nextern int f(void);",
        "#define F(a) do { } while (0)",
        "static const int table[] =\n{\n\t1,\n};", "enum { A, B };",
        "static int (*ops[])(int) = { one, two }",
    ])
    func `types, tables, prototypes and macros are none`(_ text: String) {
        #expect(found(text) == [])
    }
}
