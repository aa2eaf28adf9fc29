// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Says of each function of the source whether a variant replaces it.
///
/// A function that has no code of its own, an inline one of a header above all, is
/// part of whoever refers to it: of code outside if one that stays vmlinux's does,
/// through however many others of its kind. The source's references decide that,
/// not what gcc made of them: DWARF leaves out what inlining reduced to nothing.
/// A function that has code and was inlined as well is part of what DWARF names.
struct FunctionSides {
    /// What files of the runtime are named for.
    static let runtimeDirectory = "runtime/"

    struct Side: Equatable {
        /// Why it is (also) code outside.
        var outside: StructUse.Reason?
        /// Why it (also) runs at boot.
        var boot: StructUse.Reason?
        /// The variant replaces it, or a part of what it replaces.
        var isInside: Bool
    }

    private enum Role: Equatable {
        case inside
        case outside(StructUse.Reason)
        case boot(StructUse.Reason)
        /// Part of what refers to it.
        case floating
    }

    /// In the order of the source's functions.
    private(set) var all: [Side] = []
    private var roles: [Role] = []
    private let boundary: Boundary
    private var known: [Place: [Boundary.Function]] = [:]
    private let files: Set<String>

    private struct Place: Hashable {
        var name: String
        var file: String
    }

    init(
        _ source: SourceFacts, _ boundary: Boundary, _ facts: KernelFacts
    ) {
        self.boundary = boundary
        files = Set(boundary.files)
        known = Dictionary(grouping: boundary.functions) { Place(name: $0.name, file: $0.file) }
        roles = source.functions.map(role)
        let inlined = inlined(source, facts)
        let outside = reached(source, inlined) {
            if case .outside(let why) = $0 { why } else { nil }
        }
        let boot = reached(source, inlined) { if case .boot(let why) = $0 { why } else { nil } }
        let inside = reached(source, inlined) { $0 == .inside ? .outsideBoundary : nil }
        all = source.functions.indices.map {
            Side(outside: outside[$0], boot: boot[$0], isInside: inside[$0] != nil)
        }
        // What nobody refers to in the units that were read.
        for number in all.indices
        where roles[number] == .floating && outside[number] == nil && boot[number] == nil {
            all[number].isInside = true
        }
    }

    // MARK: Roles

    private func role(_ function: SourceFacts.Function) -> Role {
        if function.file.hasPrefix(Self.runtimeDirectory) {
            return .outside(.runtime)
        }
        if function.isVariable {
            return files.contains(function.file) || isSchedulerHeader(function.file)
                ? .inside : .boot(.initialValue)
        }
        let matches = known[Place(name: function.name, file: function.file)] ?? []
        if function.file.hasSuffix(".h") {
            // Inline or not, each unit that refers to it has its own.
            if isSchedulerHeader(function.file) { return .floating }
            return .outside(function.isInline ? .headerInline : .headerMacro)
        }
        guard let worst = matches.map(role).max(by: { Self.rank($0) < Self.rank($1) }) else {
            return files.contains(function.file) ? .floating : .outside(.outsideBoundary)
        }
        return worst
    }

    private func role(_ function: Boundary.Function) -> Role {
        switch function.class {
        case .interface, .callback, .insider, .sidecar, .contextSwitch: .inside
        case .kept: .outside(.kept)
        case .`init`: .boot(.runsAtBoot)
        case .outsider: .outside(.outsideBoundary)
        case .optimisedAway:
            files.contains(function.file) ? .floating : .outside(.outsideBoundary)
        }
    }

    private static func rank(_ role: Role) -> Int {
        switch role {
        case .floating: 0
        case .inside: 1
        case .boot: 2
        case .outside: 3
        }
    }

    private func isSchedulerHeader(_ file: String) -> Bool {
        file.hasPrefix("kernel/sched/") && file.hasSuffix(".h")
    }

    // MARK: Inlining

    /// By the name of a function: those with code of their own that were inlined
    /// into it as well.
    private func inlined(_ source: SourceFacts, _ facts: KernelFacts) -> [String: [Int]] {
        let numbers = Dictionary(
            source.functions.enumerated().map { (Place(name: $1.name, file: $1.file), $0) },
            uniquingKeysWith: { first, _ in first })
        var found: [String: Set<Int>] = [:]
        for function in facts.functions {
            guard let number = numbers[Place(name: function.name, file: function.file)] else {
                continue
            }
            for holder in function.inlinedBy { found[holder, default: []].insert(number) }
        }
        return found.mapValues { $0.sorted() }
    }

    /// Functions that have the role, and what is part of them, with the reason.
    ///
    /// DWARF names an inlining function without its file: a name that no function
    /// of the units has counts as outside.
    private func reached(
        _ source: SourceFacts, _ inlined: [String: [Int]], _ reason: (Role) -> StructUse.Reason?
    ) -> [Int: StructUse.Reason] {
        var found: [Int: StructUse.Reason] = [:]
        var queue: [(number: Int, root: String)] = []
        for (number, role) in roles.enumerated() {
            guard let why = reason(role) else { continue }
            found[number] = why
            queue.append((number, source.functions[number].name))
        }
        let named = Set(source.functions.map(\.name)).union(boundary.functions.map(\.name))
        func add(_ number: Int, partOf root: String) {
            guard found[number] == nil else { return }
            found[number] = .inlinePart(of: root)
            queue.append((number, root))
        }
        for (holder, parts) in inlined.sorted(by: { $0.key < $1.key }) {
            let roles = boundary.functions.filter { $0.name == holder }.map(role)
            if roles.contains(where: { reason($0) != nil })
                || (!named.contains(holder) && reason(.outside(.outsideBoundary)) != nil)
            {
                for part in parts { add(part, partOf: holder) }
            }
        }
        // Of several holders the first by name is the one that is named.
        queue.sort { ($0.root, $0.number) > ($1.root, $1.number) }
        while let next = queue.popLast() {
            let function = source.functions[next.number]
            for part in inlined[function.name] ?? [] { add(part, partOf: next.root) }
            for target in function.references where roles[target] == .floating {
                add(target, partOf: next.root)
            }
        }
        return found
    }
}
