// SPDX-License-Identifier: Apache-2.0
import Contract
import Kernel
import Manifest
import SourceFacts
import Support

/// Finds the functions that a manifest names as sidecars.
struct SidecarResolver {
    private let facts: KernelFacts
    private let files: FileChoice

    init(_ facts: KernelFacts, _ files: FileChoice) {
        self.facts = facts
        self.files = files
    }

    /// Entries of those that can be replaced, with what asked for them; a
    /// diagnostic for each of the others.
    func resolve(
        _ sidecars: [Located<Manifest.Sidecar>], _ findings: Diagnostics
    ) -> [UInt64: Located<Manifest.Sidecar>] {
        var found: [UInt64: Located<Manifest.Sidecar>] = [:]
        for (index, sidecar) in sidecars.enumerated() {
            if let first = sidecars[..<index].first(where: { clashes($0.value, sidecar.value) }) {
                findings.add(
                    .sidecarClash, at: sidecar.location,
                    "`\(sidecar.value.function)` is claimed a second time, from \(sidecar.value.file)",
                    notes: ["\(first.location) claims it from \(first.value.file)"],
                    hint: whereItIs(sidecar.value.function))
                continue
            }
            if let function = find(sidecar, findings) { found[function.address] = sidecar }
        }
        return found
    }

    /// The function that a sidecar replaces; nil, with a diagnostic, when it cannot.
    private func find(
        _ sidecar: Located<Manifest.Sidecar>, _ findings: Diagnostics
    ) -> KernelFacts.Function? {
        let (name, file) = (sidecar.value.function, sidecar.value.file)
        func refuse(
            code: DiagnosticCode, _ message: String, notes: [String] = [], hint: String? = nil
        ) -> KernelFacts.Function? {
            findings.add(code, at: sidecar.location, message, notes: notes, hint: hint)
            return nil
        }
        if files.files.contains(file) {
            return refuse(
                code: .sidecarInside, "`\(file)` is inside the boundary",
                hint: "patch `\(name)` as any other function; no sidecar is needed")
        }
        let here = facts.functions.filter { $0.file == file }
        let named = here.filter { $0.name == name }
        guard !here.isEmpty else {
            return refuse(
                code: .sidecarUnknownFile, "no unit of the kernel compiles `\(file)`",
                hint: NearestNames.hint(for: file, among: Set(facts.functions.map(\.file)))
                    ?? "write the path from the tree's root, such as `kernel/sched/cpuacct.c`")
        }
        guard !named.isEmpty else {
            let present = here.filter { $0.symbol != nil }.map(\.name)
            let elsewhere = facts.functions.filter { $0.name == name }.map { "it is in \($0.file)" }
            return refuse(
                code: .sidecarUnknownFunction, "`\(file)` has no function `\(name)`",
                notes: Array(Set(elsewhere)).sorted(),
                hint: NearestNames.hint(for: name, among: present))
        }
        guard let function = named.first(where: { $0.symbol == name }) else {
            let near = NearestNames.hint(
                for: name, among: here.compactMap(\.symbol).filter { !$0.contains(".") })
            if let mangled = named.compactMap(\.symbol).first {
                return refuse(
                    code: .sidecarMangled,
                    "gcc made `\(mangled)` of `\(name)`: how it is called is not known",
                    notes: notes(named), hint: near ?? callersHint(named))
            }
            return refuse(
                code: .sidecarInlined, "`\(name)` has no code of its own in vmlinux",
                notes: notes(named), hint: callersHint(named) ?? near)
        }
        if Roles.runsAtBootOnly(function) {
            return refuse(
                code: .sidecarInit, "`\(name)` runs at boot only",
                hint: "do its work in `\(RuntimeContract.current.hooks.load)()`")
        }
        if let region = Self.regions.first(where: { holds(function, $0.name) }) {
            return refuse(
                code: .sidecarSection, "`\(name)` cannot be replaced: \(region.reason)",
                hint: "replace a function that it calls, outside that section")
        }
        return function
    }

    /// Parts of .text that the kernel's linker script sets apart
    /// (include/asm-generic/vmlinux.lds.h), between `__<name>_text_start` and
    /// `_end`. Checked on 6.1 and 6.12.
    private static let regions = [
        (
            name: "noinstr",
            reason: "it is noinstr, and runs where the kernel is half entered or in an NMI"
        ),
        (name: "entry", reason: "it is part of the kernel's entry"),
        (name: "cpuidle", reason: "processors idle in it"),
        (name: "kprobes", reason: "probes run through it"),
    ]

    private func holds(_ function: KernelFacts.Function, _ region: String) -> Bool {
        guard let start = facts.globals["__\(region)_text_start"]?.address,
            let end = facts.globals["__\(region)_text_end"]?.address
        else { return false }
        return function.address >= start && function.address < end
    }

    /// The same function, from another file or once more.
    private func clashes(_ a: Manifest.Sidecar, _ b: Manifest.Sidecar) -> Bool {
        a.function == b.function
    }

    private func whereItIs(_ name: String) -> String {
        let files = Set(facts.functions.filter { $0.name == name }.map(\.file)).sorted()
        return files.isEmpty
            ? "keep one of the two"
            : "keep one of the two; it is in \(files.joined(separator: ", "))"
    }

    /// Those that have its code in them, as they would be written.
    private func callersHint(_ functions: [KernelFacts.Function]) -> String? {
        let callers = Set(functions.flatMap(\.inlinedBy)).sorted().compactMap { name in
            facts.functions.first { $0.name == name && $0.symbol == name }
                .map { "`- \(name): \($0.file)`" }
        }
        guard !callers.isEmpty else { return nil }
        return "make the functions that contain it sidecars instead: "
            + callers.joined(separator: ", ")
    }

    private func notes(_ functions: [KernelFacts.Function]) -> [String] {
        let inlined = Set(functions.flatMap(\.inlinedBy)).sorted()
        let mangled = functions.compactMap(\.symbol)
        var notes: [String] = []
        if !inlined.isEmpty {
            notes.append("gcc inlined it into " + inlined.joined(separator: ", "))
        }
        if !mangled.isEmpty {
            notes.append("gcc made " + mangled.joined(separator: ", ") + " of it")
        }
        return notes
    }
}
