// SPDX-License-Identifier: Apache-2.0
import Boundary
import Support

/// Refuses what a variant registers and cannot take back: everything of that
/// sort belongs into the load hook, and its removal into the unload hook.
///
///  1. Which functions of the variant call which registering functions that they
///     do not call in the kernel's own source.
///  2. Which functions only the load hook reaches, and which the unload hook.
///  3. A new call elsewhere is refused, and one in the load hook whose removal
///     the unload hook does not reach.
struct RegistrationCheck: Sendable {
    /// What the recipe says can be registered.
    let registrations: [BoundaryRecipe.Registration]
    let hooks: (load: String, unload: String)
    let lines: PatchedLines

    /// - Parameters: objects of the units that differ, in both forms.
    /// - Throws: `ExtractionError` for objects of an unknown form.
    func diagnostics(
        stock: [CompiledObject], variant: [CompiledObject]
    ) throws -> [Diagnostic] {
        let before = try CallGraph(stock)
        let after = try CallGraph(variant)
        let load = after.reach(of: hooks.load, butOf: hooks.unload, known: before.functions)
        let unload = after.reach(of: hooks.unload, butOf: hooks.load, known: before.functions)
        var found = unpaired(after)
        let known = Set(before.calls)
        for call in after.calls where !known.contains(call) {
            for rule in registrations where rule.registers(call.name) {
                if !load.exclusive.contains(call.function) {
                    if let refusal = elsewhere(call, rule) { found.append(refusal) }
                } else if !unload.calls.contains(where: rule.unregisters) {
                    found.append(leftBehind(call, rule))
                }
            }
        }
        return found
    }

    private func unpaired(_ graph: CallGraph) -> [Diagnostic] {
        let (load, unload) = hooks
        for (one, other) in [(load, unload), (unload, load)]
        where graph.functions.contains(one) && !graph.functions.contains(other) {
            return [
                report(
                    .hookUnpaired, about: CallGraph.Call(function: one, name: one),
                    "the variant defines `\(one)()`, but not `\(other)()`",
                    hint: "define both; one of them may be empty")
            ]
        }
        return []
    }

    private func elsewhere(_ call: CallGraph.Call, _ rule: BoundaryRecipe.Registration)
        -> Diagnostic?
    {
        let hint =
            "call it from `\(hooks.load)()`, or from a function that only that calls, and take it back in `\(hooks.unload)()` with \(Self.names(rule.unregister))"
        switch rule.kind {
        case .timer: return nil
        case .file:
            return report(
                .newControlFile, about: call,
                "`\(call.function)` makes \(rule.what) (`\(call.name)`), which would stay when the variant is unloaded and lead into a module that is gone",
                hint: hint)
        case .lasting:
            return report(
                .newRegistration, about: call,
                "`\(call.function)` makes \(rule.what) (`\(call.name)`), which would stay when the variant is unloaded and lead into a module that is gone",
                hint: hint)
        }
    }

    private func leftBehind(_ call: CallGraph.Call, _ rule: BoundaryRecipe.Registration)
        -> Diagnostic
    {
        let hint = "call \(Self.names(rule.unregister)) there"
        let message =
            "`\(call.function)` makes \(rule.what) (`\(call.name)`) when the variant is loaded, and nothing that `\(hooks.unload)()` calls takes it back"
        return rule.kind == .file
            ? report(.controlFileLeft, about: call, message, hint: hint)
            : report(.registrationLeft, about: call, message, hint: hint)
    }

    private static func names(_ patterns: [Glob]) -> String {
        patterns.map { "`\($0.text.replacing("*", with: "…"))`" }.joined(separator: " or ")
    }

    private func report(
        _ code: DiagnosticCode, about call: CallGraph.Call, _ message: String, hint: String
    ) -> Diagnostic {
        // The line that makes the call tells more than the one that names the caller.
        Diagnostic(
            code, at: lines.place(of: call.name) ?? lines.origin(of: call.function), message,
            hint: hint)
    }
}
