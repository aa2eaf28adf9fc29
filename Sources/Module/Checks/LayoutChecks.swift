// SPDX-License-Identifier: Apache-2.0
import Boundary
import Kernel
import Manifest
import Support
import SystemPackage

/// Compares the structs that a variant shares with vmlinux, where the text of
/// types has changed at all.
///
///  1. As few units as see the edited files give the variant's types.
///  2. vmlinux's debug information gives the kernel's.
///  3. Only when a struct differs in more than a member in a hole is the kernel's
///     source asked who touches its members, which takes seconds the first time.
struct LayoutChecks {
    /// Directory of the runtime's sources.
    let runtime: FilePath
    let progress: Progress
    let subject: VariantBoundary
    let manifest: Manifest
    let tree: PatchedTree
    let lines: PatchedLines
    let compilation: Compilation
    /// The patched tree.
    let root: FilePath

    private struct Difference {
        var stock: StructLayout
        var variant: StructLayout
        var layout: LayoutChange?
        var members: [MemberChange]

        var needsUses: Bool { layout != nil || !members.isEmpty }
    }

    func run(_ objects: [Compilation.Object]) async throws -> [Diagnostic] {
        let files = TypeEdits.files(lines.files, stock: tree.stock, variant: tree.texts)
        let smallFirst = objects.sorted {
            (Files.size($0.path) ?? 0) < (Files.size($1.path) ?? 0)
        }
        let units = Self.units(
            holding: files,
            among: smallFirst.map {
                ($0.unit, Set(compilation.knownDependencies($0.unit) ?? []))
            })
        let probes = try await compilation.objects(units, .types, in: root, of: tree)
        var seen: Set<String> = []
        let differences = try probes.flatMap { try compare($0) }
            .filter { seen.insert($0.stock.name + $0.stock.file).inserted }
        let uses = differences.contains(where: \.needsUses) ? try await uses(differences) : [:]
        return differences.flatMap { diagnostics($0, uses["\($0.stock.name) \($0.stock.file)"]) }
    }

    /// As few units as see all of the files, preferring earlier ones. Each unit
    /// comes with the files that it is made of.
    static func units(
        holding files: [String], among units: [(unit: String, files: Set<String>)]
    ) -> [String] {
        var chosen: [String] = []
        // A .c file has one unit, a header many: the former first.
        for file in files.sorted(by: { !$0.hasSuffix(".h") && $1.hasSuffix(".h") }) {
            let holders = units.filter { $0.files.contains(file) }.map(\.unit)
            if holders.contains(where: chosen.contains) { continue }
            chosen += holders.prefix(1)
        }
        return chosen
    }

    private func compare(_ probe: Compilation.Object) throws -> [Difference] {
        let files = Set(compilation.knownDependencies(probe.unit) ?? []).union([probe.unit])
        let crossing = subject.boundary.functions.filter {
            $0.class != .insider && $0.class != .optimisedAway
        }
        let shared = try subject.kernel.sharedStructs(
            unit: probe.unit, declaredIn: files, crossing: Set(crossing.map(\.name)),
            private: Set(manifest.privateVariables.map(\.value)))
        let now = try StructReader.layouts(
            object: try Files.read(probe.path), named: probe.unit, declaredIn: files)
        let renamed = MemberChange.renamed(stock: shared, variant: now)
        let newNames = Dictionary(uniqueKeysWithValues: renamed.map { ($1, $0) })
        return shared.sorted { $0.key < $1.key }.compactMap { name, stock in
            // gcc writes no type that the unit does not use.
            guard let variant = now[newNames[name] ?? name], variant != stock else { return nil }
            return Difference(
                stock: stock, variant: variant,
                layout: LayoutChange(stock: stock, variant: variant),
                members: MemberChange.all(stock: stock, variant: variant, renamed: renamed))
        }
    }

    /// By name and file. Without sched-cfacts a changed layout is refused all the
    /// same, only with less of a hint.
    private func uses(_ differences: [Difference]) async throws -> [String: StructUse] {
        do {
            let list = try await subject.structUses(runtime: runtime, progress: progress)
            return Dictionary(
                list.map { ("\($0.name) \($0.file)", $0) }, uniquingKeysWith: { first, _ in first })
        } catch MemberUseError.programMissing(let places) {
            guard differences.contains(where: { $0.layout == nil && $0.needsUses }) else {
                return [:]
            }
            throw MemberUseError.programMissing(places)
        }
    }

    // MARK: Messages

    private func diagnostics(_ difference: Difference, _ use: StructUse?) -> [Diagnostic] {
        if let change = difference.layout {
            let place = origin(of: change.suspects, in: difference.stock)
            return [change.diagnostic(at: place, notes: [], use: use)]
        }
        return difference.members.map { change in
            let place = origin(of: change.suspects, in: difference.stock)
            return change.diagnostic(
                of: difference.stock, use: use, at: place, notes: [])
        }
            + LayoutChange.inHoles(stock: difference.stock, variant: difference.variant)
            .map { inHole($0, of: difference.stock) }
    }

    private func origin(
        of suspects: [String], in struct: StructLayout
    ) -> SourceLocation? {
        suspects.lazy.compactMap { lines.origin(of: $0, in: `struct`.file) }.first
    }

    private func inHole(_ member: StructLayout.Member, of stock: StructLayout) -> Diagnostic {
        let name = String(member.name.split(separator: ".").last ?? "")
        let place = origin(of: [name], in: stock)
        return Diagnostic(
            .structHoleUsed, .warning, at: place,
            "`\(member.name)` lies in a hole of `\(stock.name)`, at byte \(member.place): vmlinux neither sets nor clears it, and another variant finds what this one leaves",
            notes: ["the variant must work with any value there"])
    }
}
