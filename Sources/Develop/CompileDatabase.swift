// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support
import SystemPackage

/// compile_commands.json for clangd (clang.llvm.org/docs/JSONCompilationDatabase.html).
///
/// The kernel is built with gcc; clang reads it with the flags that change what
/// the text means, and without those that change the code. Headers beside a
/// file come first, then the editable directory, then the prepared tree: so
/// `"sched.h"` is the edited one and `"../workqueue_internal.h"` is found.
package struct CompileDatabase: Sendable {
    let tree: KernelTree
    let layout: DevelopLayout
    /// What the build includes ahead of every unit.
    let prefixHeader: FilePath

    /// A C file of the tree.
    package struct Source: Sendable, Equatable {
        /// Below the root.
        package var place: String
        /// The unit that is compiled, by its path in the kernel tree; another
        /// file than this one where the unit includes it.
        package var unit: String
        /// A header with what the unit includes ahead of this file.
        package var prelude: FilePath?
    }

    private struct Entry: Encodable {
        var directory: String
        var file: String
        var arguments: [String]
    }

    /// The file's text; sources whose unit's flags are not known are left out.
    package func json(_ sources: [Source]) throws -> [UInt8] {
        let entries = sources.compactMap { source -> Entry? in
            guard let command = tree.compileCommands[source.unit] else { return nil }
            let file = layout.root.appending(FilePath(source.place).components).string
            let prelude = source.prelude.map { ["-include", $0.string] } ?? []
            return Entry(
                directory: layout.root.string, file: file,
                arguments: ["clang", "--target=x86_64-linux-gnu"]
                    + Self.flags(command.flags, tree: tree.source) + quoteDirectories
                    + ["-include", prefixHeader.string] + prelude
                    + ["-Wno-everything", "-ferror-limit=0", "-fsyntax-only", file])
        }
        return try CanonicalJSON.document(entries)
    }

    private var quoteDirectories: [String] {
        [
            "-iquote", layout.root.appending("kernel/sched/mod").string,
            "-iquote", tree.source.appending("kernel/sched").string,
        ]
    }

    /// gcc's flags that clang understands and that change the meaning of the
    /// text, with paths made absolute.
    static func flags(_ flags: [String], tree: FilePath) -> [String] {
        var result: [String] = []
        var index = 0
        while index < flags.count {
            let flag = flags[index]
            index += 1
            if pathFlags.contains(flag), index < flags.count {
                result += [flag, absolute(flags[index], tree)]
                index += 1
            } else if flag.hasPrefix("-I") {
                result.append("-I" + absolute(String(flag.dropFirst(2)), tree))
            } else if kept.contains(flag) || keptPrefixes.contains(where: flag.hasPrefix) {
                result.append(flag)
            }
        }
        return result
    }

    private static let pathFlags: Set<String> = ["-I", "-include", "-isystem", "-iquote"]
    private static let kept: Set<String> = [
        "-nostdinc", "-m64", "-fshort-wchar", "-fms-extensions", "-funsigned-char",
    ]
    private static let keptPrefixes = ["-D", "-U", "-std=", "-fmacro-prefix-map="]

    private static func absolute(_ path: String, _ tree: FilePath) -> String {
        tree.pushing(FilePath(path)).lexicallyNormalized().string
    }

    /// What `unit` has ahead of its `#include "name"`, without the C files that
    /// come later: since 5.18 most scheduler files are included into one of two
    /// units and do not compile alone. Conditionals stay balanced.
    package static func prelude(of name: String, unit: String) -> String {
        var isBehind = false
        let lines = unit.split(separator: "\n", omittingEmptySubsequences: false).map {
            line -> Substring in
            guard let included = includedSource(line) else { return line }
            if included == name { isBehind = true }
            return isBehind ? "" : line
        }
        return lines.joined(separator: "\n")
    }

    /// `rt.c` of `# include "rt.c"`.
    private static func includedSource(_ line: Substring) -> Substring? {
        let words = line.drop { $0 == " " || $0 == "\t" || $0 == "#" }
        guard line.first == "#", words.trimmingPrefix(while: { $0 == " " }).hasPrefix("include"),
            let open = words.firstIndex(of: "\"")
        else { return nil }
        let name = words[words.index(after: open)...].prefix { $0 != "\"" }
        return name.hasSuffix(".c") ? name : nil
    }
}
