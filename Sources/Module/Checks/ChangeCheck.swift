// SPDX-License-Identifier: Apache-2.0
import Boundary
import Contract
import Kernel
import Manifest
import Support

/// Refuses changes that compile but could have no effect, because what they
/// change stays vmlinux's.
struct ChangeCheck: Sendable {
    private let policy: OwnershipPolicy
    /// Those of the boundary's own files, which `private:` can name.
    private let variables: [Boundary.Variable]
    private let classTables: Set<String>
    private let lines: PatchedLines

    init(
        boundary: Boundary, facts: KernelFacts, classTables: [String],
        lines: PatchedLines
    ) {
        self.classTables = Set(classTables)
        variables = boundary.variables.filter { boundary.files.contains($0.file) }
        policy = OwnershipPolicy(
            boundary: boundary, facts: facts, tables: Set(classTables), entries: [])
        self.lines = lines
    }

    func diagnostics(_ comparison: ObjectComparison) -> [Diagnostic] {
        sharedData(comparison.changedVariables.filter(isShared))
            + comparison.newInitcalls.map { item in
                report(
                    .newInitcall, about: item.symbol,
                    "`\(item.symbol)` (\(item.unit)) is to run when the kernel boots; a variant is loaded after that, and it would never run",
                    hint:
                        "do its work in `\(RuntimeContract.current.hooks.load)()`, which runs before the switch"
                )
            }
            + comparison.newParameters.map { item in
                let name = Self.parameter(item.symbol)
                return report(
                    .newParameter, about: name,
                    "`\(name)` (\(item.unit)) is a new kernel parameter; the kernel has read its command line long before a variant is loaded",
                    hint:
                        "add a SCHED_FEAT (with \(RuntimeContract.featureList) under `private:`), or set what exists under `parameters:`"
                )
            }
            + comparison.newFunctions.filter { $0.symbol.hasPrefix("__x64_sys_") }.map { item in
                let name = String(item.symbol.dropFirst("__x64_sys_".count))
                return report(
                    .newSystemCall, about: name,
                    "`\(name)` (\(item.unit)) is a new system call; the kernel's table of system calls has no place for it, and nothing could call it",
                    hint:
                        "offer it as a file: see `\(RuntimeContract.current.hooks.load)()` in docs/develop.md"
                )
            }
    }

    /// The macros put `__setup_` or `__param_` before the name.
    private static func parameter(_ symbol: String) -> String {
        for prefix in ["__setup_", "__param_"] where symbol.hasPrefix(prefix) {
            return String(symbol.dropFirst(prefix.count))
        }
        return symbol
    }

    private func isShared(_ change: ObjectComparison.VariableChange) -> Bool {
        policy.staysOutside(
            variable: change.symbol, unit: change.unit, isGlobal: change.isGlobal)
            && !classTables.contains(change.symbol)
    }

    /// The variables of sched_feat() change together, and are one message.
    private func sharedData(_ changes: [ObjectComparison.VariableChange]) -> [Diagnostic] {
        let features = changes.filter { RuntimeContract.featureVariables.contains($0.symbol) }
        return changes.filter { !features.contains($0) }.map(sharedData)
            + (features.isEmpty ? [] : [featuresNotPrivate(features)])
    }

    private func featuresNotPrivate(
        _ changes: [ObjectComparison.VariableChange]
    ) -> Diagnostic {
        let names = RuntimeContract.featureVariables
        let used = variables.first { names.contains($0.symbol) && $0.isUsedOutside }
        let reason =
            used.map {
                ", and say under `unsafe:` why it does no harm that vmlinux goes on with its own `\($0.name)` (`\($0.name): \"…\"`)"
            } ?? ""
        return report(
            .featuresNotPrivate, about: "SCHED_FEAT",
            "\(changes.map { "`\($0.symbol)`" }.joined(separator: ", ")): made of features.h and shared with vmlinux, whose content stays; a feature that is added or removed would have no effect",
            notes: changes.map { "`\($0.symbol)` (\($0.unit)): \($0.detail)" },
            hint: "list \(RuntimeContract.featureList) under `private:`\(reason)")
    }

    private func sharedData(_ change: ObjectComparison.VariableChange) -> Diagnostic {
        let name = InputSignature.stableName(change.symbol)
        let start =
            "`\(name)` (\(change.unit)) is shared with vmlinux, whose content stays: the variant's other content would have no effect (\(change.detail))"
        let canBePrivate = variables.contains {
            $0.symbol == change.symbol && $0.unit == change.unit && !$0.isUsedOutside
        }
        let choice = canBePrivate ? "list `\(name)` under `private:`, or " : ""
        let kind = change.isReadOnly ? "table" : "variable"
        return report(
            change.isReadOnly ? .sharedTableChanged : .sharedDataChanged, about: name, start,
            hint: choice + "give the variant a \(kind) of its own, under another name")
    }

    private func report(
        _ code: DiagnosticCode, about name: String, _ message: String, notes: [String] = [],
        hint: String
    ) -> Diagnostic {
        Diagnostic(code, at: lines.origin(of: name), message, notes: notes, hint: hint)
    }
}
