// SPDX-License-Identifier: Apache-2.0
import Manifest
import Support

/// Finds in what `make -n V=1 <unit>.o …` prints how each unit is compiled and
/// what objtool is told. Checked on the output of Linux 6.1's kbuild.
enum CompileCommandParser {
    /// - Parameters:
    ///   - output: what make printed.
    ///   - units: source paths relative to the tree, such as `kernel/sched/core.c`.
    ///   - compiler: the command make was given as `CC`.
    /// - Returns: the units that were found.
    static func parse(
        _ output: [UInt8], units: [String], compiler: String
    ) -> [String: CompileCommand] {
        let objects = Dictionary(units.map { (object(of: $0), $0) }) { first, _ in first }
        var flags: [String: [String]] = [:]
        var objtool: [String: [String]] = [:]
        for line in output.split(separator: UInt8(ascii: "\n")) {
            guard mentions(line, compiler), let commands = ShellWords.commands(in: line) else {
                continue
            }
            for words in commands {
                if words[0] == compiler, let unit = words.last, words.contains("-c"),
                    objects[object(of: unit)] == unit
                {
                    flags[unit] = strip(Array(words.dropFirst().dropLast()))
                } else if isObjtool(words[0]), let unit = words.last.flatMap({ objects[$0] }) {
                    objtool[unit] = Array(words.dropFirst().dropLast())
                }
            }
        }
        return Dictionary(
            uniqueKeysWithValues: flags.map { unit, flags in
                (unit, CompileCommand(unit: unit, flags: flags, objtool: objtool[unit] ?? []))
            })
    }

    /// `kernel/sched/core.o` of `kernel/sched/core.c`.
    static func object(of unit: String) -> String { unit.dropLast(1) + "o" }

    /// Only such lines are worth splitting: recipes print ten lines of traps
    /// for each line that does something.
    private static func mentions(_ line: ArraySlice<UInt8>, _ compiler: String) -> Bool {
        let name = Array(compiler.utf8)
        guard line.count > name.count else { return false }
        return line.indices.dropLast(name.count).contains { start in
            line[start] == name[0] && line[start...].starts(with: name)
        }
    }

    private static func isObjtool(_ word: String) -> Bool {
        word == "objtool" || word.hasSuffix("/objtool")
    }

    /// Drops `-c`, `-o FILE` and the dependency file's option.
    private static func strip(_ words: [String]) -> [String] {
        var kept: [String] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "-o" {
                rest = rest.dropFirst()
            } else if word != "-c" && !word.hasPrefix("-Wp,-MMD") && !word.hasPrefix("-Wp,-MD") {
                kept.append(word)
            }
        }
        return kept
    }
}
