// SPDX-License-Identifier: Apache-2.0

/// Who may import whom: the layers of Package.swift as data. A target that is
/// not named here is refused, so that a new one gets its place on purpose.
enum House {
    /// L1 in order; each may import those before it.
    static let ground = [
        "Diagnostics", "SystemIO", "MachineCode", "ELFReader", "ELFWriter", "RPMStore",
        "YAMLTree", "SchedModel",
    ]
    /// L2; none imports another.
    static let stages = [
        "ManifestLoading", "Resolution", "KernelTrees", "VmlinuxFacts", "BoundaryAnalysis",
        "BoundaryReports", "Extraction", "ModuleBuild", "Packaging", "Repositories",
        "HostTransaction", "History", "MicroVM", "DevelopTree", "MemberUse",
    ]
    /// C modules and the targets that may import them.
    static let wrappers: [String: [String]] = [
        "CElf": ["ELFWriter"],
        "CRPM": ["RPMStore"],
        "CYAML": ["YAMLTree"],
        "CClang": ["ClangReader"],
        "CShim": ["SystemIO", "RPMStore", "HostTransaction"],
    ]
    /// Swift packages, and one module of ours, that belong to one target.
    static let owners: [String: [String]] = [
        "Subprocess": ["SystemIO"],
        "GRDB": ["History"],
        "ArgumentParser": ["SchedCLI", "sched"],
        // libclang must not come into what target hosts run.
        "ClangReader": ["sched-cfacts"],
    ]
    /// Modules of the toolchain and the one package of ground values that every
    /// target may use. No networking: fetching is a command of the system's.
    static let common = [
        "Glibc", "SystemPackage", "Foundation", "FoundationEssentials", "Synchronization",
        "Dispatch",
    ]

    /// Our modules that `target` may import; nil when the target has no place.
    static func allowed(for target: String) -> [String]? {
        if let index = ground.firstIndex(of: target) {
            // Values only: the model is what stages agree on and asks nobody.
            return target == "SchedModel" ? ["Diagnostics"] : Array(ground[..<index])
        }
        if stages.contains(target) { return ground }
        switch target {
        case "Operations": return ground + stages
        case "SchedCLI": return ground + ["Operations"]
        case "sched": return ["SchedCLI"]
        case "ClangReader": return ["Diagnostics", "SystemIO", "SchedModel"]
        case "sched-cfacts": return ["ClangReader", "Diagnostics", "SystemIO", "SchedModel"]
        default: return nil
        }
    }

    /// Why `line` may not stand in a file of `target`; nil when it may.
    static func problem(with line: ImportLine, in target: String) -> String? {
        let module = line.module
        guard let allowed = allowed(for: target) else {
            return "the target \(target) has no place in the house"
        }
        if let users = wrappers[module] {
            if !users.contains(target) {
                return "\(module) belongs to \(users.joined(separator: ", "))"
            }
            return line.isInternal ? nil : "\(module) is C and needs `internal import`"
        }
        if let users = owners[module] {
            return users.contains(target)
                ? nil : "\(module) belongs to \(users.joined(separator: ", "))"
        }
        if common.contains(module) || allowed.contains(module) { return nil }
        if stages.contains(target) && stages.contains(module) {
            return "the stage \(target) may not import the stage \(module)"
        }
        return "\(target) may not import \(module)"
    }
}

/// One import declaration of a Swift file.
struct ImportLine: Equatable {
    var module: String
    /// `internal`, `private` or `fileprivate`, or no word at all, which means
    /// internal here (InternalImportsByDefault).
    var isInternal: Bool

    /// The imports of a file's text. A line that begins with `//` is no import;
    /// block comments are not looked for, so text in one may be refused, never
    /// the other way round.
    static func all(in text: String) -> [ImportLine] {
        let pattern =
            #/^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*(?:(public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+(?:(?:struct|class|enum|protocol|typealias|func|var|let)[ \t]+)?(\w+)/#
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let match = line.prefixMatch(of: pattern) else { return nil }
            let access = match.1 ?? "internal"
            return ImportLine(
                module: String(match.2), isInternal: access != "public" && access != "package")
        }
    }
}
