// SPDX-License-Identifier: Apache-2.0
import Support

/// A sort of thing that code registers with the rest of the kernel, and that
/// stays there until it is taken back.
package struct RegistrationRule: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// of debugfs, procfs, sysctl, sysfs or a cgroup
        case file
        /// a notifier, a thread, a work queue
        case lasting
        /// may be set up anywhere, but not be left behind by the load hook
        case timer
    }
    package var what: String
    package var kind: Kind
    package var isRegistration: @Sendable (String) -> Bool
    package var isRemoval: @Sendable (String) -> Bool
    /// The removals' names, for a hint.
    package var removals: [String]

    package init(
        what: String, kind: Kind, removals: [String],
        isRegistration: @escaping @Sendable (String) -> Bool,
        isRemoval: @escaping @Sendable (String) -> Bool
    ) {
        self.what = what
        self.kind = kind
        self.removals = removals
        self.isRegistration = isRegistration
        self.isRemoval = isRemoval
    }
}

/// Refuses what a variant registers and cannot take back: everything of that
/// sort belongs into the load hook, and its removal into the unload hook.
///
///  1. Which functions of the variant call which registering functions that they
///     do not call in the kernel's own source.
///  2. Which functions only the load hook reaches, and which the unload hook.
///  3. A new call elsewhere is refused, and one in the load hook whose removal
///     the unload hook does not reach.
package struct RegistrationCheck: Sendable {
    private let rules: [RegistrationRule]
    private let hooks: (load: String, unload: String)
    private let attribution: Attribution

    package init(
        rules: [RegistrationRule], hooks: (load: String, unload: String),
        attribution: @escaping Attribution
    ) {
        self.rules = rules
        self.hooks = hooks
        self.attribution = attribution
    }

    /// - Parameters: objects of the units that differ, in both forms.
    /// - Throws: `ExtractionError` for objects of an unknown form.
    package func diagnostics(
        stock: [CompiledObject], variant: [CompiledObject]
    ) throws -> [Diagnostic] {
        let before = try CallGraph(stock)
        let after = try CallGraph(variant)
        let load = after.reach(of: hooks.load, butOf: hooks.unload, known: before.functions)
        let unload = after.reach(of: hooks.unload, butOf: hooks.load, known: before.functions)
        var found = unpaired(after)
        let known = Set(before.calls)
        for call in after.calls where !known.contains(call) {
            for rule in rules where rule.isRegistration(call.name) {
                if !load.exclusive.contains(call.function) {
                    if let refusal = elsewhere(call, rule) { found.append(refusal) }
                } else if !unload.calls.contains(where: rule.isRemoval) {
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
                    "hook-unpaired", about: CallGraph.Call(function: one, name: one),
                    "the variant defines `\(one)()`, but not `\(other)()`",
                    hint: "define both; one of them may be empty")
            ]
        }
        return []
    }

    private func elsewhere(_ call: CallGraph.Call, _ rule: RegistrationRule) -> Diagnostic? {
        let hint =
            "call it from `\(hooks.load)()`, or from a function that only that calls, and take it back in `\(hooks.unload)()` with \(Self.names(rule.removals))"
        switch rule.kind {
        case .timer: return nil
        case .file:
            return report(
                "new-control-file", about: call,
                "`\(call.function)` makes \(rule.what) (`\(call.name)`), which would stay when the variant is unloaded and lead into a module that is gone",
                hint: hint)
        case .lasting:
            return report(
                "new-registration", about: call,
                "`\(call.function)` makes \(rule.what) (`\(call.name)`), which would stay when the variant is unloaded and lead into a module that is gone",
                hint: hint)
        }
    }

    private func leftBehind(_ call: CallGraph.Call, _ rule: RegistrationRule) -> Diagnostic {
        let hint = "call \(Self.names(rule.removals)) there"
        let message =
            "`\(call.function)` makes \(rule.what) (`\(call.name)`) when the variant is loaded, and nothing that `\(hooks.unload)()` calls takes it back"
        return rule.kind == .file
            ? report("control-file-left", about: call, message, hint: hint)
            : report("registration-left", about: call, message, hint: hint)
    }

    private static func names(_ patterns: [String]) -> String {
        patterns.map { "`\($0.replacing("*", with: "…"))`" }.joined(separator: " or ")
    }

    private func report(
        _ code: DiagnosticCode, about call: CallGraph.Call, _ message: String, hint: String
    ) -> Diagnostic {
        // The line that makes the call tells more than the one that names the caller.
        let places = [call.name, call.function].compactMap { attribution($0) }
        let place = places.first { $0.note != nil } ?? places.first
        return Diagnostic(
            code, at: place?.location, message, notes: [place?.note].compactMap { $0 }, hint: hint)
    }
}
