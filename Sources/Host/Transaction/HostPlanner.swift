// SPDX-License-Identifier: Apache-2.0
import Contract
import Packaging
import Support
import SystemPackage

/// Makes plans. It only reads: no file is created and none is opened for writing.
struct HostPlanner {
    let host: Host
    let checks: HostChecks

    /// Reads what the kernel has now.
    init(_ host: Host) throws {
        self.host = host
        checks = try HostChecks.read(host.root)
    }

    var root: HostRoot { host.root }
    var release: KernelRelease { checks.kernel.release }
    var before: SchedulerState { checks.loaded?.scheduler ?? .stock }

    /// - Throws: `HostError.refused` with everything that speaks against it.
    func plan(_ goal: HostGoal) throws -> HostPlan {
        switch goal {
        case .install(let name, let version, let loading):
            return try install(name, version: version, loading: loading)
        case .switch(let name):
            let variant = try InstalledVariants(root).find(name, for: release)
            return HostPlan(
                verb: .switch, purpose: "switch to \(variant.title)", before: before,
                after: variant.scheduler, steps: try switchSteps(to: variant))
        case .stock:
            return HostPlan(
                verb: .switch, purpose: "switch to stock", before: before, after: .stock,
                steps: checks.loaded == nil ? [] : try unloadSteps())
        case .rollback: return try rollback()
        case .remove(let name): return try remove(name)
        }
    }
}

extension HostPlanner {
    /// Back to what ran before: a variant or the kernel's own scheduler.
    private func rollback() throws -> HostPlan {
        let (found, warnings) = target()
        guard let target = found else { throw HostError.nothingToRollBack }
        var plan = HostPlan(
            verb: .rollback, purpose: "roll back to \(target)", before: before, after: target,
            warnings: warnings, steps: [])
        guard case .variant(let name, let version, _) = target else {
            plan.steps = try unloadSteps()
            return plan
        }
        let installed = try? InstalledVariants(root).find(name, for: release)
        if let variant = installed, variant.scheduler == target {
            plan.steps = try switchSteps(to: variant)
            return plan
        }
        let kept = PackageStore(root: root).contents().first {
            $0.package.variant == target && $0.package.isVariant(for: release)
        }
        guard let kept else { throw HostError.variantGone(name, version: version) }
        return try installing(
            CheckedPackage(kept.file, for: release), plan, loading: true)
    }

    /// Nil when there is nothing to go back to. Where the history cannot be read, it is the
    /// scheduler with which every boot begins.
    private func target() -> (SchedulerState?, warnings: [String]) {
        let first: SchedulerState? = before == .stock ? nil : .stock
        guard Files.exists(host.history) else { return (first, []) }
        do {
            let history = try HistoryStore(
                host.history, access: .readOnly, patience: HistoryStore.shortPatience)
            return (
                try history.previousLoaded(bootID: checks.kernel.bootID, current: before), []
            )
        } catch {
            return (
                first,
                ["what ran before is not known, hence back to the kernel's own: \(error)"]
            )
        }
    }

    /// The module goes before the package does.
    private func remove(_ name: VariantName) throws -> HostPlan {
        let variants = InstalledVariants(root)
        guard variants.holds(name, for: release) else {
            throw HostError.nothingToRemove(name, on: release)
        }
        // A damaged one goes, too.
        let title = (try? variants.find(name, for: release).title) ?? name.rawValue
        var plan = HostPlan(
            verb: .remove, purpose: "remove \(title)", before: before, after: before,
            steps: [])
        if let loaded = checks.loaded, loaded.name == name {
            plan.after = .stock
            plan.steps = try unloadSteps(former: former(loaded))
        }
        let replacement = try packageSteps(installing: nil, named: name)
        plan.steps += replacement.steps
        plan.warnings += replacement.warnings
        return plan
    }
}

// MARK: - The kernel's steps

extension HostPlanner {
    /// Unloads what is loaded, if anything, and loads `variant`. Nothing when that
    /// very content is loaded.
    ///
    /// - Parameter replaced: a directory whose files another step replaces before.
    /// - Throws: `HostError.refused`; `HostError.notRestorable` when the loaded variant
    ///   could not be loaded again.
    func switchSteps(
        to variant: InstalledVariant, replacing replaced: FilePath? = nil
    ) throws -> [HostPlan.Step] {
        let refusals = host.refusals(variant, checks)
        guard refusals.isEmpty else { throw HostError.refused(variant.name, refusals) }
        let loading = HostPlan.loading(
            VariantModule(variant), Setting.all(variant.record.parameters))
        guard let loaded = checks.loaded, loaded.state == .loaded else {
            return HostPlan.clearing(checks.loaded, saved: saved) + loading
        }
        if loaded.scheduler == variant.scheduler { return [] }
        guard let former = former(loaded, besides: replaced) else {
            throw HostError.notRestorable(loaded.name, version: loaded.version)
        }
        return HostPlan.unloading(loaded, saved: saved, former: former) + loading
    }

    /// Goes back to the kernel's own scheduler and removes the module.
    ///
    /// - Parameter former: the loaded variant's files, when more steps follow.
    /// - Throws: `HostError.nothingLoaded`.
    func unloadSteps(former: VariantModule? = nil) throws -> [HostPlan.Step] {
        guard let loaded = checks.loaded else { throw HostError.nothingLoaded }
        return loaded.state == .loaded
            ? HostPlan.unloading(loaded, saved: saved, former: former)
            : HostPlan.clearing(loaded, saved: saved)
    }

    private func former(
        _ loaded: LoadedVariant, besides replaced: FilePath? = nil
    ) -> VariantModule? {
        LoadedCopies(root: root).find(loaded, on: release, besides: replaced).map {
            VariantModule($0)
        }
    }

    private var saved: [SavedSettings.Entry] {
        SavedSettings.read(root, bootID: checks.kernel.bootID).entries
    }
}

extension Host {
    /// Everything that speaks against loading the variant here and now, in the
    /// order of docs/host.md. It need not be installed yet.
    func refusals(_ variant: InstalledVariant, _ checks: HostChecks) -> [Refusal] {
        checks.refusals(
            variant.record, variant.redirects, isSigned: variant.isSigned, replacingLoaded: true)
            + Setting.all(variant.record.parameters).compactMap { refusal($0, checks.kernel) }
    }

    /// Lockdown forbids opening files of debugfs that can be written
    /// (fs/debugfs/file.c, debugfs_locked_down()).
    private func refusal(_ setting: Setting, _ kernel: RunningKernel) -> Refusal? {
        if setting.kind == .feature, kernel.lockdown != .none {
            return .settingLockedDown(setting, kernel.lockdown)
        }
        return setting.isReachable(root) ? nil : .settingUnreachable(setting)
    }
}
