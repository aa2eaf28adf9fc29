// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Where each function stands before references are looked at.
struct Roles {
    enum Role: Equatable {
        /// Replaced: of a boundary file, and not kept.
        case inside
        /// Of a boundary file, and stays vmlinux's.
        case kept
        /// `__schedule` of a boundary file: replaced, but for the frame in which tasks sleep
        /// and what follows the register switch.
        case contextSwitch
        /// Replaced on demand, made there.
        case sidecar(SourceLocation)
        /// Runs at boot only; the module has no use for it.
        case boot
        /// A header's function, of which every unit has a copy of its own, or a
        /// stub that gcc left where it folded identical functions.
        case copy
        case outside
    }

    private let byEntry: [UInt64: KernelFacts.Function]
    private let files: Set<String>
    private let recipe: BoundaryRecipe
    let sidecars: [UInt64: Located<Manifest.Sidecar>]
    /// Copies and stubs that only inside functions use.
    private var insideCopies: Set<UInt64> = []

    init(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, files: [String],
        sidecars: [UInt64: Located<Manifest.Sidecar>]
    ) {
        self.files = Set(files)
        self.recipe = recipe
        self.sidecars = sidecars
        byEntry = Dictionary(
            facts.functions.filter { $0.symbol != nil }.map { ($0.address, $0) },
            uniquingKeysWith: { first, _ in first })
        insideCopies = Set(byEntry.values.filter { role($0) == .copy }.map(\.address))
        narrow(facts.references)
    }

    static func runsAtBootOnly(_ function: KernelFacts.Function) -> Bool {
        isBootSection(function.section)
    }

    static func isBootSection(_ section: String) -> Bool {
        section.hasPrefix(".init") || section.hasPrefix(".exit")
    }

    func role(_ function: KernelFacts.Function) -> Role {
        if function.symbol != nil, let sidecar = sidecars[function.address] {
            return .sidecar(sidecar.location)
        }
        if Self.runsAtBootOnly(function) { return .boot }
        if function.line == 0 { return .copy }
        if files.contains(function.file) {
            if function.name == BoundaryAnalyser.contextSwitcher { return .contextSwitch }
            return isKept(function) ? .kept : .inside
        }
        return function.file.hasSuffix(".c") ? .outside : .copy
    }

    /// Kept by the recipe under any of its names, or weak: the module's uses of a
    /// weak function go to vmlinux's, as the linker decided there.
    private func isKept(_ function: KernelFacts.Function) -> Bool {
        function.isWeak || ([function.name] + function.aliases).contains(where: recipe.kept.match)
    }

    func function(at entry: UInt64) -> KernelFacts.Function? { byEntry[entry] }

    /// Whether the code whose function starts at `entry` is replaced with the
    /// variant, so that what it refers to need not be redirected for it. Of the context
    /// switch a part is, as `Boundary.SchedulePoints` tells.
    func isReplaced(_ entry: UInt64) -> Bool {
        guard let function = byEntry[entry] else { return false }
        switch role(function) {
        case .inside, .sidecar: return true
        case .copy: return insideCopies.contains(entry)
        case .kept, .contextSwitch, .boot, .outside: return false
        }
    }

    private func isTable(_ reference: KernelFacts.Reference) -> Bool {
        reference.kind == .addressInData && recipe.classTables.match(reference.source)
    }

    /// Takes out of `insideCopies`, until nothing changes, what something
    /// outside refers to.
    private mutating func narrow(_ references: [KernelFacts.Reference]) {
        let relevant = references.filter {
            insideCopies.contains($0.targetAddress) && !isTable($0)
        }
        var changed = true
        while changed {
            changed = false
            for reference in relevant
            where insideCopies.contains(reference.targetAddress)
                && !(reference.kind != .addressInData && isReplaced(reference.sourceAddress))
            {
                insideCopies.remove(reference.targetAddress)
                changed = true
            }
        }
    }
}
