// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support

/// Everything on the host that may speak against loading a variant, as values.
package struct HostChecks: Sendable, Equatable {
    /// What the kernel says of its identity and its settings.
    package var kernel: RunningKernel
    /// Patches of either system, whether they are enabled or not.
    package var patches: [LivePatch] = []
    /// Empty as well when tracefs cannot be read.
    package var ftraceOwners: [FtraceOwner] = []
    /// Empty as well when debugfs cannot be read.
    package var kprobes: [Kprobe] = []
    /// The variant in the kernel; nil when there is none.
    package var loaded: LoadedVariant?

    /// Reads all of it from the host; nothing is changed.
    ///
    /// - Throws: `SystemError` when /proc or /sys is not there; `HostError.damaged`.
    package static func read(_ root: HostRoot = .running) throws -> HostChecks {
        HostChecks(
            kernel: try RunningKernel.read(root), patches: LivePatch.list(root),
            ftraceOwners: FtraceOwner.list(root), kprobes: Kprobe.list(root),
            loaded: try LoadedVariant.read(root))
    }

    /// Why the variant must not be loaded, in the order of docs/host.md; empty
    /// when nothing speaks against it. Needs no installed file, so that a package
    /// can be checked before it is installed.
    ///
    /// 1. the switch on the kernel's command line
    /// 2. release and build id (the first that fails hides the rest)
    /// 3. module signatures and lockdown, for a module without a signature
    /// 4. livepatch, kpatch, other ftrace owners, kprobes
    /// 5. another variant, unless it is to be replaced
    package func refusals(
        _ record: VariantRecord, _ redirects: [Redirect], isSigned: Bool = false,
        replacingLoaded: Bool = false
    ) -> [Refusal] {
        var found: [Refusal] = kernel.isSwitchedOff ? [.switchedOff] : []
        if let mismatch = mismatch(record) {
            // Names and addresses mean nothing on another kernel.
            return found + [mismatch]
        }
        if let policy = signaturePolicy, !isSigned { found.append(.modulesMustBeSigned(policy)) }
        found += overlaps(redirects, kaslrOffset: kernel.kaslrOffset(from: record.textBase))
        if let loaded, loaded.state == .loaded, !replacingLoaded,
            loaded.name != record.name || loaded.version != record.version
        {
            found.append(.otherVariantLoaded(loaded.name, version: loaded.version))
        }
        return found
    }

    private func mismatch(_ record: VariantRecord) -> Refusal? {
        guard record.kernel == kernel.release else {
            return .wrongKernel(builtFor: [record.kernel], running: kernel.release)
        }
        guard record.buildID == kernel.buildID else {
            return .wrongBuild(
                release: record.kernel, builtFor: record.buildID, running: kernel.buildID)
        }
        return nil
    }

    private var signaturePolicy: Refusal.SignaturePolicy? {
        switch kernel.lockdown {
        case .integrity: .integrity
        case .confidentiality: .confidentiality
        case .none: kernel.enforcesSignatures ? .enforced : nil
        }
    }
}

extension HostChecks {
    /// Every clash between the redirects and what others did to the kernel.
    func overlaps(_ redirects: [Redirect], kaslrOffset: UInt64?) -> [Refusal] {
        let byName = Dictionary(grouping: redirects, by: \.symbol)
        let patched = patches.filter(\.isActive).flatMap { patch in
            patch.functions.filter { function in
                byName[function.name, default: []].contains { Self.isSame($0, function) }
            }.map { function in
                Refusal.patched(
                    function: function.name, sympos: function.sympos, owner: patch.name,
                    system: patch.system)
            }
        }
        // livepatch's own handlers appear in ftrace's list too: said once.
        let known = Set(patches.filter(\.isActive).flatMap { $0.functions.map(\.name) })
        let traced = ftraceOwners.filter {
            byName[$0.function] != nil && !known.contains($0.function)
        }
        .map { Refusal.ftraceOwner(function: $0.function, handler: $0.handler) }
        let probed = kprobes.filter { probe in
            redirects.contains { probe.overlaps($0, kaslrOffset: kaslrOffset) }
        }.map { Refusal.kprobe(function: $0.symbol, offset: $0.offset) }
        return patched + traced + probed
    }

    /// Positions tell functions of one name apart only when both are known. A
    /// global symbol has none, and sysfs shows 1 for "unique".
    private static func isSame(_ redirect: Redirect, _ function: LivePatch.Function) -> Bool {
        redirect.sympos == 0 || function.sympos == 0 || redirect.sympos == function.sympos
    }
}
