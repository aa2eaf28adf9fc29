// SPDX-License-Identifier: Apache-2.0
import Support
import SystemPackage
import TestSupport

/// Who may import whom: the targets of Package.swift, in their order, and what
/// belongs to one target alone.
struct House {
    /// A target below Sources and what Package.swift says that it uses.
    struct Target {
        var name: String
        var uses: [String]
    }

    /// Top to bottom.
    var targets: [Target]

    /// The house of this checkout; the manifest is read once.
    static let checkout = Task { try await read() }

    /// C modules, Swift packages and one module of ours, and who may import them.
    static let owners: [String: [String]] = [
        "CElf": ["ELF"],
        "CLzma": ["Kernel"],
        "CRPM": ["RPM"],
        "CYAML": ["Manifest"],
        "CClang": ["ClangReader"],
        "CShim": ["Support", "RPM", "Host"],
        "Subprocess": ["Support"],
        "GRDB": ["Host"],
        "ArgumentParser": ["CLI", "sched"],
        // libclang must not come into what target hosts run.
        "ClangReader": ["sched-cfacts"],
    ]

    /// No C type may stand in a signature that other targets see.
    private static let cModules = ["CElf", "CLzma", "CRPM", "CYAML", "CClang", "CShim"]

    /// Modules of the toolchain and the one package of ground values that every
    /// target may use. No networking: fetching is a command of the system's.
    static let common = [
        "Glibc", "SystemPackage", "Foundation", "FoundationEssentials", "Synchronization",
        "Dispatch",
    ]

    /// As `swift package dump-package` prints it. The tests that run hold the build
    /// directory's lock, so that this has a directory of its own.
    private static func read() async throws -> House {
        let scratch = try Files.makeTemporaryDirectory("dump-package")
        defer { try? Files.remove(scratch) }
        let text = try await Command(
            "swift", ["package", "--scratch-path", scratch.string, "dump-package"],
            in: Checkout.root
        ).runChecked(timeout: 120).text
        let dump = try CanonicalJSON.decode(PackageDump.self, from: text.utf8)
        return House(
            targets: dump.targets
                .filter { ["regular", "executable"].contains($0.type) }
                .filter { Checkout.exists("Sources/\($0.name)") }
                .map { Target(name: $0.name, uses: $0.dependencies.compactMap(\.target)) })
    }

    func position(of target: String) -> Int? { targets.firstIndex { $0.name == target } }

    /// Edges of the manifest that point back: a target that depends on itself or on
    /// one that stands below it.
    var backwardEdges: [String] {
        targets.enumerated().flatMap { place, target in
            target.uses.compactMap { used in
                position(of: used).flatMap { $0 >= place ? "\(target.name) → \(used)" : nil }
            }
        }
    }

    /// Why `line` may not stand in a file of `target`; nil when it may.
    func problem(with line: ImportLine, in target: String) -> String? {
        let module = line.module
        guard let place = position(of: target) else {
            return "the target \(target) has no place in the house"
        }
        if let users = Self.owners[module] {
            guard users.contains(target) else {
                return "\(module) belongs to \(users.joined(separator: ", "))"
            }
            return Self.cModules.contains(module) && !line.isInternal
                ? "\(module) is C and needs `internal import`" : nil
        }
        if Self.common.contains(module) { return nil }
        guard let other = position(of: module), other < place else {
            return "\(target) may not import \(module)"
        }
        return targets[place].uses.contains(module)
            ? nil : "\(target) imports \(module), which Package.swift does not say"
    }
}

/// What is needed of the JSON that `swift package dump-package` prints.
private struct PackageDump: Decodable {
    struct Target: Decodable {
        var name: String
        var type: String
        var dependencies: [Dependency]
    }

    /// `{"byName": ["Support", null]}` and the like; a product is no target.
    struct Dependency: Decodable {
        var target: String?

        private enum Kind: String, CodingKey { case byName, target }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Kind.self)
            guard let kind = container.allKeys.first else { return }
            var parts = try container.nestedUnkeyedContainer(forKey: kind)
            target = try parts.decode(String.self)
        }
    }

    var targets: [Target]
}

/// One import declaration of a Swift file.
struct ImportLine: Equatable {
    var module: String
    /// Written `internal`, `private` or `fileprivate`: no type of the module can
    /// then stand in a declaration that other targets see.
    var isInternal: Bool

    /// The imports of a file's text. A line that begins with `//` is no import;
    /// block comments are not looked for, so text in one may be refused, never
    /// the other way round.
    static func all(in text: String) -> [ImportLine] {
        let pattern =
            #/^[ \t]*(?:@\w+(?:\([^)]*\))?[ \t]+)*(?:(public|package|internal|fileprivate|private)[ \t]+)?import[ \t]+(?:(?:struct|class|enum|protocol|typealias|func|var|let)[ \t]+)?(\w+)/#
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let match = line.prefixMatch(of: pattern) else { return nil }
            let access = match.1 ?? "public"
            return ImportLine(
                module: String(match.2), isInternal: access != "public" && access != "package")
        }
    }
}
