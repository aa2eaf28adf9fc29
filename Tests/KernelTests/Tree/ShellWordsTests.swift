// SPDX-License-Identifier: Apache-2.0
import Testing
@testable import Kernel

@Suite struct ShellWordsTests {
    @Test(arguments: [
        ("gcc -c a.c", [["gcc", "-c", "a.c"]]),
        ("  a   b\t c  ", [["a", "b", "c"]]),
        (#"cc -DN='"kernel/sched/core"' x.c"#, [["cc", #"-DN="kernel/sched/core""#, "x.c"]]),
        (#"echo 'it'\''s' one"#, [["echo", "it's", "one"]]),
        (#"a "b \"c\" \d $e" f"#, [["a", #"b "c" \d $e"#, "f"]]),
        ("set -e; a b ; c | d && e", [["set", "-e"], ["a", "b"], ["c"], ["d"], ["e"]]),
        ("a '' \"\" b", [["a", "", "", "b"]]),
        ("a # b c\nd", [["a"], ["d"]]),
        ("a b#c", [["a", "b#c"]]),
        ("a\\ b \\\nc", [["a b", "c"]]),
        ("", []), (";;;", []),
    ])
    func commands(_ line: String, _ expected: [[String]]) {
        #expect(ShellWords.commands(in: line.utf8) == expected)
    }

    @Test(arguments: ["a 'b", "a \"b", "a \"b\\\""])
    func `an open quote is refused`(_ line: String) {
        #expect(ShellWords.commands(in: line.utf8) == nil)
    }
}
