// SPDX-License-Identifier: Apache-2.0
import Contract
import Support

extension Section {
    /// A list of texts that all obey `rule`; repeated ones are reported. Those
    /// that are wrong are left out.
    func names(_ key: String, rule: NameRule) -> [Located<String>] {
        var names: [Located<String>] = []
        for element in list(key) ?? [] {
            guard let text = text(element, "an entry of `\(name(of: key))`"),
                rule.check(text, findings)
            else { continue }
            if let first = names.first(where: { $0.value == text.value }) {
                reportRepeated(text, first: first.location, in: key)
            } else {
                names.append(text)
            }
        }
        return names
    }

    func reportRepeated(_ text: Located<String>, first: SourceLocation, in key: String) {
        findings.add(
            .manifestDuplicateItem, at: text.location,
            "`\(text.value)` stands in `\(name(of: key))` a second time",
            notes: ["the first is at \(first)"], hint: "remove one of them")
    }
}

/// What a name in the manifest must look like, and what to say when it does not.
struct NameRule: Sendable {
    var code: DiagnosticCode
    /// Such as `a C function's name`.
    var noun: String
    var hint: String
    /// When only these can stand in it, one that cannot is told by itself.
    var characters: String?
    var accepts: @Sendable (String) -> Bool

    func check(_ text: Located<String>, _ findings: Diagnostics) -> Bool {
        if accepts(text.value) { return true }
        if let characters, let other = text.value.first(where: { !characters.contains($0) }) {
            findings.add(
                code, at: text.location, "`\(text.value)` has the character `\(other)` in it",
                hint: "rename it: letters, digits and . _ + - / , @ % = ~ can stand in a path")
            return false
        }
        findings.add(code, at: text.location, "`\(text.value)` is not \(noun)", hint: hint)
        return false
    }
}

extension NameRule {
    static let function = NameRule(
        code: .manifestBadIdentifier, noun: "the name of a C function",
        hint: "only the name, such as `check_preempt_wakeup`, without `()`",
        accepts: { NameSyntax.isIdentifier($0) })

    static let variable = NameRule(
        code: .manifestBadIdentifier, noun: "the name of a C variable",
        hint: "only the name, such as `sysctl_sched_features`",
        accepts: { NameSyntax.isIdentifier($0) })

    static let sourceFile = NameRule(
        code: .manifestBadSourcePath, noun: "the path of a .c file in the kernel tree",
        hint: "write it from the tree's root, such as `kernel/sched/cpuacct.c`",
        accepts: { NameSyntax.isInnerPath($0) && $0.hasSuffix(".c") })

    static let patch = fileBeside("patches", code: .manifestBadPatchPath)
    static let boundaryFile = fileBeside("files", code: .manifestBadBoundaryPath)

    private static func fileBeside(_ kind: String, code: DiagnosticCode) -> NameRule {
        NameRule(
            code: code, noun: "a path below the manifest's directory",
            hint: "a manifest and its \(kind) travel together: write a relative path without `..`",
            characters: NameSyntax.pathCharacters, accepts: { NameSyntax.isInnerPath($0) })
    }

    static let feature = NameRule(
        code: .manifestBadFeature, noun: "the name of a scheduler feature",
        hint: "write it as in /sys/kernel/debug/sched/features: capitals, `NO_` to clear",
        accepts: { !$0.isEmpty && NameSyntax.all($0, NameSyntax.upper + NameSyntax.digits + "_") })

    static let setting = NameRule(
        code: .manifestBadSysctl, noun: "the name of a scheduler setting",
        hint: "`kernel.sched_…`, as sysctl(8) writes it, such as `kernel.sched_rt_runtime_us`",
        accepts: { VariantRecord.Parameters.isSchedulerSetting($0) })
}
