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
    private let classTables: Set<String>
    private let lines: PatchedLines

    init(
        boundary: Boundary, facts: KernelFacts, classTables: [String],
        lines: PatchedLines
    ) {
        self.classTables = Set(classTables)
        policy = OwnershipPolicy(
            boundary: boundary, facts: facts, tables: Set(classTables), entries: [])
        self.lines = lines
    }

    func diagnostics(_ comparison: ObjectComparison) -> [Diagnostic] {
        comparison.changedVariables.filter(isShared).map(sharedData)
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
                    hint: "add a SCHED_FEAT, or set what exists under `parameters:`")
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

    private func sharedData(_ change: ObjectComparison.VariableChange) -> Diagnostic {
        let name = InputSignature.stableName(change.symbol)
        let start =
            "`\(name)` (\(change.unit)) is shared with vmlinux, whose content stays: the variant's other content would have no effect (\(change.detail))"
        let features = RuntimeContract.featureVariables
        if features.contains(change.symbol) {
            return report(
                .featuresNotPrivate, about: "SCHED_FEAT", start,
                hint:
                    "when features.h changes, list \(features.joined(separator: ", ")) under `private:`"
            )
        }
        if change.isReadOnly {
            return report(
                .sharedTableChanged, about: name, start,
                hint:
                    "list it under `private:` if only the scheduler uses it (`sched why \(name)` tells), or give the variant a table of its own"
            )
        }
        return report(
            .sharedDataChanged, about: name, start,
            hint:
                "list it under `private:` if only the scheduler uses it (`sched why \(name)` tells), set it through `parameters:`, or give the variant a variable of its own"
        )
    }

    private func report(
        _ code: DiagnosticCode, about name: String, _ message: String, hint: String
    ) -> Diagnostic {
        Diagnostic(code, at: lines.origin(of: name), message, hint: hint)
    }
}
