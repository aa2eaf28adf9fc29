// SPDX-License-Identifier: Apache-2.0

/// Turns the producer's paths into paths relative to the kernel tree. gcc
/// writes C sources relative to the tree (-fmacro-prefix-map, or a build inside
/// the tree), the assembler writes absolute paths.
struct SourcePaths {
    /// Prefixes to cut, each ending in `/`.
    private let prefixes: [String]

    /// - Parameters:
    ///   - directories: the units' DW_AT_comp_dir.
    ///   - names: the units' DW_AT_name.
    init(directories: Set<String>, names: [String]) {
        var found = directories.filter { $0.hasPrefix("/") }.map { $0 + "/" }
        if let root = Self.root(of: names.filter { $0.hasPrefix("/") }) { found.append(root) }
        prefixes = found.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The directory above the first `arch` of the absolute names: assembler
    /// sources lie under arch/.
    private static func root(of names: [String]) -> String? {
        for name in names {
            let parts = name.split(separator: "/")
            guard let arch = parts.firstIndex(of: "arch") else { continue }
            return "/" + parts[..<arch].joined(separator: "/") + "/"
        }
        return nil
    }

    func relative(_ path: String) -> String {
        var rest = Substring(path)
        if let prefix = prefixes.first(where: { path.hasPrefix($0) }) {
            rest = rest.dropFirst(prefix.count)
        }
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        return rest.contains("/../") ? Self.folded(rest) : String(rest)
    }

    /// `kernel/sched/../locking/x.c` → `kernel/locking/x.c`.
    private static func folded(_ path: Substring) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != "." {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
