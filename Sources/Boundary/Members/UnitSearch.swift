// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage

/// Finds by text the source files that may touch members, with grep: the tree
/// has tens of thousands of files.
struct UnitSearch {
    let source: FilePath
    let tokens: MemberTokens

    /// Directories of the tree that hold no code of this kernel.
    private static let foreign: Set<String> = [
        "Documentation", "LICENSES", "arch", "rust", "samples", "scripts", "tools", "usr",
    ]

    /// The `.c` files that match, and those that include a matching file which is
    /// no unit of its own; relative to the tree, sorted.
    ///
    /// - Parameter units: what the kernel is known to be made of.
    func units(known units: Set<String>) async throws -> [String] {
        guard let pattern = tokens.pattern else { return [] }
        let directories = try directories()
        var matches = Set(try await grep(pattern, in: directories))
        if let whole = tokens.wholePattern {
            let tasks = Set(try await grep("\\btask_struct\\b", in: directories))
            matches.formUnion(tasks.intersection(try await grep(whole, in: directories)))
        }
        matches.formUnion(try await usersOfMacros(matches, pattern, directories))
        return try await resolved(matches, known: units, directories)
    }

    private func directories() throws -> [String] {
        try Files.list(source).filter {
            !Self.foreign.contains($0) && !$0.hasPrefix(".")
                && Files.isDirectory(source.appending($0))
        } + ["arch/x86"]
    }

    private func usersOfMacros(
        _ matches: Set<String>, _ pattern: String, _ directories: [String]
    ) async throws -> [String] {
        let regex = try MemberTokens.regex(pattern)
        let names = try matches.filter { $0.hasSuffix(".h") }.sorted().flatMap {
            MemberTokens.macros(
                in: try Files.readText(source.appending(FilePath($0).components)),
                matching: regex)
        }
        if names.isEmpty { return [] }
        return try await grep("\\b(\(names.joined(separator: "|")))\\b", in: directories)
    }

    /// Files that are no units are included by some: those are taken instead.
    private func resolved(
        _ matches: Set<String>, known: Set<String>, _ directories: [String]
    ) async throws -> [String] {
        var found: Set<String> = []
        var seen = matches
        var queue = Array(matches)
        while let file = queue.popLast() {
            // Headers of include/ are read with whatever unit includes them.
            if file.hasPrefix("include/") || file.hasPrefix("arch/x86/include/") { continue }
            if file.hasSuffix(".c") { found.insert(file) }
            if known.contains(file) { continue }
            let name = FilePath(file).lastComponent?.string ?? file
            let pattern = "#[ \t]*include[ \t]*\"([^\"]*/)?\(name.replacing(".", with: "\\."))\""
            let directory = FilePath(file).removingLastComponent().string
            for user in try await grep(pattern, in: [directory]) where seen.insert(user).inserted {
                queue.append(user)
            }
        }
        return found.sorted()
    }

    private func grep(_ pattern: String, in directories: [String]) async throws -> [String] {
        let command = Command(
            "grep", ["-rlE", "--include=*.[ch]", "-e", pattern, "--"] + directories,
            environment: ["LC_ALL": "C"], in: source)
        let result = try await command.run(timeout: 120)
        // 1 means that there is none.
        guard result.isSuccess || result.termination == .exited(1) else {
            throw SystemError.commandFailed(
                command, status: "\(result.termination)", log: result.errorText)
        }
        return result.text.split(separator: "\n").map(String.init)
    }
}
