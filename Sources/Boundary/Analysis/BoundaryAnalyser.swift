// SPDX-License-Identifier: Apache-2.0
import Kernel
import Manifest
import SourceFacts
import Support

/// Computes the boundary from a kernel's facts. Pure: the same facts, recipe and
/// changes give the same boundary.
///
/// 1. Files: the recipe's, with the manifest's changes; sidecars resolved.
/// 2. Each function's role by its place: inside, kept, outside, boot only.
/// 3. Each reference to an inside function weighed: does it come from code or
///    data that stays vmlinux's?
/// 4. Classes from what was found, with the reasons.
/// 5. Redirected entries checked: unmangled, large enough, free of sites that
///    the kernel rewrites.
/// 6. Variables: shared or private.
package enum BoundaryAnalyser {
    /// The function whose frame stays vmlinux's while its middle is replaced.
    package static let contextSwitcher = "__schedule"

    /// - Throws: `DiagnosticsError` with everything that was found wrong with the
    ///   recipe, the manifest's changes or the kernel.
    package static func analyse(
        facts: KernelFacts, recipe: BoundaryRecipe, changes: BoundaryChanges,
        schedulePoints: Boundary.SchedulePoints
    ) throws(DiagnosticsError) -> Boundary {
        let findings = Diagnostics()
        let files = FileChoice(facts, recipe, changes, findings)
        checkTables(facts, recipe, findings)
        let sidecars = SidecarResolver(facts, files).resolve(changes.sidecars, findings)
        let roles = Roles(facts, recipe, files: files.files, sidecars: sidecars)
        checkSwitches(facts, recipe, roles, findings)
        let references = OutsideReferences(facts, recipe, roles, schedulePoints)
        let classifier = Classifier(facts, recipe, changes, roles: roles, references: references)
        let functions = classifier.classify(findings)
        RedirectChecks(facts, recipe, changes, roles).check(functions, findings)
        let variables = VariableChoice(
            facts, recipe, changes, files: files.files, sidecars: Set(sidecars.keys)
        ).choose(roles, schedulePoints, findings)
        try findings.throwIfErrors()
        return Boundary(
            kernel: .init(release: facts.release, buildID: facts.buildID), files: files.files,
            functions: functions,
            redirects: functions.filter { $0.siteOffset != nil }.compactMap(\.symbol).sorted(),
            kept: keptSymbols(functions, facts),
            variables: variables, schedulePoints: schedulePoints)
    }

    /// As above, with the changes that a manifest makes; none without one.
    package static func analyse(
        facts: KernelFacts, recipe: BoundaryRecipe, manifest: Manifest?,
        schedulePoints: Boundary.SchedulePoints
    ) throws(DiagnosticsError) -> Boundary {
        try analyse(
            facts: facts, recipe: recipe,
            changes: manifest.map(BoundaryChanges.init) ?? BoundaryChanges(),
            schedulePoints: schedulePoints)
    }

    /// Every symbol at the entry of a kept function.
    private static func keptSymbols(
        _ functions: [Boundary.Function], _ facts: KernelFacts
    ) -> [String] {
        let entries = Set(functions.filter { $0.class == .kept && $0.symbol != nil }.map(\.address))
        return facts.functions.filter { $0.symbol != nil && entries.contains($0.address) }
            .flatMap { [$0.symbol!] + $0.aliases }.sorted()
    }

    /// The module's `__schedule` returns before the register switch, into the
    /// thunk that vmlinux's jumps to: nothing else may call it. A function that
    /// does must be vmlinux's.
    private static func checkSwitches(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ roles: Roles,
        _ findings: Diagnostics
    ) {
        var seen: Set<String> = []
        for call in facts.references where call.kind == .call && call.target == contextSwitcher {
            guard roles.isReplaced(call.sourceAddress),
                let caller = roles.function(at: call.sourceAddress),
                seen.insert(caller.name).inserted
            else { continue }
            findings.add(
                .boundarySwitches,
                at: recipe.files.first { $0.value == caller.file }?.location,
                "`\(caller.name)` (\(caller.file):\(caller.line)) is to be replaced, but"
                    + " calls `\(contextSwitcher)`",
                hint: "name it in the recipe's `kept`: tasks sleep in it")
        }
    }

    private static func checkTables(
        _ facts: KernelFacts, _ recipe: BoundaryRecipe, _ findings: Diagnostics
    ) {
        let present = Set(facts.variables.map(\.symbol))
        for table in recipe.requiredTables
        where facts.globals[table.value] == nil && !present.contains(table.value) {
            findings.add(
                .boundaryMissingTable, at: table.location,
                "kernel \(facts.release) has no `\(table.value)`",
                hint: "this recipe is for another kernel line")
        }
    }
}
