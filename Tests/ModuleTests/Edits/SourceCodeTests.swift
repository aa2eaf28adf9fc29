// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Module

@Suite struct SourceCodeTests {
    private func code(_ text: String) -> SourceCode {
        SourceCode(text.split(separator: "\n").map { ArraySlice($0.utf8) })
    }

    @Test(arguments: [
        ("a = b;", "a=b ;"), ("f(a,b)", "f( a ,\n\tb )"), ("p->x++;", "p -> x ++ ;"),
        ("x <<= 1 /* twice */;", "x<<=1; // twice"), ("f(\"a b\", 'c')", "f(\"a b\",'c')"),
        ("a\n/* one\n * two */\nb", "a b"), ("#ifdef X\nf()", "#ifdef  X\nf ( )"),
    ])
    func `white space and comments make no difference`(_ one: String, _ other: String) {
        #expect(code(one) == code(other))
    }

    @Test(arguments: [
        ("a + +b", "a++ b"), ("a - -b", "a--b"), ("a & &b", "a &&b"), ("x < = 1", "x <= 1"),
        ("int a", "inta"), ("f(\"a b\")", "f(\"a  b\")"), ("f(\"/* a */\")", "f(\"\")"),
        ("f(\"\\\" // a\")", "f(\"\\\" // b\")"), ("#define f(x) x", "#define f (x) x"),
        ("#define f \\\n(x)", "#define f \\\n( x)"), ("'//'", "'/'"),
    ])
    func `what the compiler tells apart is told apart`(_ one: String, _ other: String) {
        #expect(code(one) != code(other))
    }
}
